import type { Texts } from './en.ts'
import { formatsOf, quoted } from './formats.ts'

const formats = formatsOf('pt')
const { date, moment } = formats

export const pt: Texts = {
  name: 'Português',
  formats,
  verdicts: {
    valid: 'Este certificado é válido.',
    revoked: 'Este certificado foi revogado.',
    expired: 'Este certificado expirou.',
    not_valid: 'Este certificado não é válido.',
    not_checked: 'Não foi possível verificar este certificado.',
  },
  outcomes: {
    passed: 'Aprovada',
    failed: 'Reprovada',
    skipped: 'Não se aplica',
    unknown: 'Não foi possível verificar',
  },
  checks: {
    record: 'Conhecido e inalterado',
    issuer: 'Emissor',
    revocation: 'Não revogado',
    expiry: 'Não expirado',
    document: 'Documento no IPFS',
    file: 'O seu arquivo',
    anchor: 'Ancorado numa cadeia de blocos',
  },
  messages: {
    'record.unaltered': () => 'Está registrado aqui e diz o que dizia quando foi emitido.',
    'record.altered': () => 'Está registrado aqui, mas já não diz o que dizia quando foi emitido.',
    'record.no_digest': () =>
      'Está registrado aqui. Foi emitido antes de este servidor guardar o que revela uma alteração posterior.',
    'issuer.site': ({ name }) => `Emitido por ${quoted(name)}, cujos certificados este servidor emite e guarda.`,
    'issuer.wallet': ({ address }) =>
      `Assinado pela carteira ${address}. O nome da instituição é o que esta carteira dá a si mesma.`,
    'issuer.signed': ({ address }) =>
      `A carteira ${address} assinou o que este certificado atesta. O nome da instituição é o que esta carteira dá a si mesma.`,
    'issuer.not_signed': ({ address }) => `O que está escrito aqui não é o que a carteira ${address} assinou.`,
    'issuer.unavailable': ({ address }) =>
      `A carteira ${address} é um contrato numa cadeia de blocos, ao qual não se pode perguntar agora se assinou isto. Tente mais tarde.`,
    'issuer.unknown_version': ({ address }) =>
      `A carteira ${address} assinou-o de um modo que este servidor não conhece.`,
    'revocation.none': () => 'O emissor não o revogou.',
    'revocation.revoked': ({ at, reason }) => `O emissor revogou-o em ${date(at)}. Motivo indicado: ${quoted(reason)}`,
    'expiry.never': () => 'Não expira.',
    'expiry.ahead': ({ at }) => `É válido até ${date(at)}.`,
    'expiry.expired': ({ at }) => `Foi válido até ${date(at)}.`,
    'document.none': () => 'Este certificado não tem documento no IPFS.',
    'document.intact': () => 'O documento foi encontrado e é, byte a byte, aquele cujo endereço o certificado indica.',
    'document.damaged': () => 'O que está armazenado não é o documento cujo endereço o certificado indica.',
    'document.missing': () =>
      'O documento não foi encontrado e, por isso, não pôde ser comparado com o endereço que o certificado indica.',
    'document.unreadable': () => 'O documento foi encontrado, mas é de um tipo ou tamanho que não se lê aqui.',
    'document.late': () =>
      'O documento foi procurado e não foi encontrado a tempo. Talvez ninguém o tenha, ou talvez demore mais a encontrar.',
    'document.unavailable': () =>
      'O local onde os documentos são armazenados não responde. Tente novamente mais tarde.',
    'file.no_checksum': () => 'Este certificado não indica uma soma de verificação com a qual comparar um arquivo.',
    'file.none': () => 'Nenhum arquivo foi comparado.',
    'file.equal': () => 'Este arquivo é, byte a byte, aquele para o qual o certificado foi emitido.',
    'file.different': () => 'Este arquivo não é aquele para o qual o certificado foi emitido.',
    'anchor.none': () => 'Não está ancorado em nenhuma cadeia de blocos.',
    'anchor.altered': () => 'O que declara não conduz ao que foi ancorado na cadeia.',
    'anchor.unknown_version': () => 'Foi ancorado de uma forma que este servidor não conhece.',
    'anchor.waiting': () =>
      'Está preparado para ser ancorado. A cadeia ainda tem de o receber ou de o tornar definitivo.',
    'anchor.found': ({ chain, time, transaction }) =>
      `Ancorado na cadeia ${chain}, ${moment(time)}${transaction === null ? '' : `, na transação ${transaction}`}: já existia então e diz hoje o mesmo.`,
    'anchor.missing': ({ chain }) => `Não está na cadeia ${chain}, onde estaria ancorado.`,
    'anchor.foreign': ({ chain, contract }) =>
      `O que está em ${contract} na cadeia ${chain} não é o contrato que guarda as âncoras.`,
    'anchor.elsewhere': ({ chain }) =>
      `A sua prova conduz ao que estaria ancorado na cadeia ${chain}. Essa cadeia não foi consultada aqui.`,
    'anchor.unavailable': ({ chain }) =>
      `A cadeia ${chain} não responde, por isso não pôde ser consultada. Tente novamente mais tarde.`,
    // For a bundle, which is checked without its server:
    'record.proven': () => 'O que declara é aquilo de que trata a sua prova: nada foi alterado.',
    'record.unproven': () => 'O que declara não é aquilo de que trata a sua prova: uma das duas coisas foi alterada.',
    'record.unbound': () => 'Nada do que se pôde verificar aqui liga o que declara à sua prova.',
    'issuer.unsigned': ({ address }) =>
      `Indica a carteira ${address} como emissora, mas não tem a sua assinatura: esta prova por si só não diz quem o emitiu.`,
    'issuer.contract': ({ address }) =>
      `A carteira ${address} do emissor é um contrato. Só um nó da sua cadeia sabe se assinou, e nenhum foi consultado.`,
    'revocation.as_of': ({ at }) =>
      `Quando esta prova foi feita, em ${date(at)}, não estava revogado. Se o foi depois, diz a sua página.`,
    'revocation.told': ({ at, reason }) =>
      `O servidor de onde vem esta prova diz que foi revogado em ${date(at)}; ninguém o assinou. Motivo indicado: ${quoted(reason)}`,
    'revocation.not_signed': () =>
      'Esta prova fala de uma revogação que o emissor não assinou: a prova foi alterada. Se está revogado, diz a sua página.',
    'revocation.unchecked': ({ at }) =>
      `Segundo esta prova, foi revogado em ${date(at)}. Se o emissor o assinou, só a sua cadeia pode dizer, e não foi consultada ou não responde.`,
    'document.not_fetched': () => 'O documento não foi baixado. O seu endereço faz parte do que está provado.',
    'file.kept_back': () => 'Esta prova reserva a soma de verificação, pelo que nenhum arquivo pode ser comparado.',
    'check.unfinished': () => 'Não foi possível apurar isto a tempo. Tente novamente mais tarde.',
  },
  facts: {
    holder: 'Concedido a',
    holderAddress: 'Carteira do titular',
    issuer: 'Emitido por',
    issuerAddress: 'Carteira do emissor',
    title: 'Certificado',
    description: 'Descrição',
    course: 'Curso',
    courseLink: 'Sobre o curso',
    program: 'Programa',
    grantedTo: 'Atribuído a',
    skills: 'Competências',
    industries: 'Áreas',
    score: 'Pontuação',
    duration: 'Duração',
    achievedAt: 'Obtido em',
    issuedAt: 'Emitido em',
    expiresAt: 'Válido até',
    revokedAt: 'Revogado em',
    revocationReason: 'Motivo da revogação',
    document: 'Documento no IPFS',
    number: 'Número',
  },
  grantedTo: { learner: 'um estudante', academy: 'uma instituição de ensino', business: 'uma empresa' },
  page: {
    skip: 'Ir para o conteúdo',
    language: 'Idioma',
    certificate: 'O certificado',
    picture: (title, holder) => `Imagem do certificado: ${title}, ${holder}`,
    checkedAt: (at) => `Verificado em ${at}`,
    uncheckedIsNotInvalid: 'Isto não diz nada contra o certificado.',
    replaced: 'Foi substituído por um certificado mais recente.',
    toReplacement: 'Ver o certificado mais recente',
    checks: 'Como foi verificado',
    file: 'Você tem o arquivo?',
    fileHint:
      'Escolha-o ou solte-o aqui. O seu navegador compara-o com o certificado; o arquivo não sai do seu dispositivo.',
    fileChoose: 'Escolher um arquivo',
    fileWorking: 'Comparando…',
    fileFailed: 'Não foi possível comparar o arquivo. Tente novamente mais tarde.',
    fileInsecure: 'O seu navegador só compara arquivos por uma conexão segura (https).',
    fileNoScript: 'Para comparar um arquivo é preciso JavaScript.',
    proof: 'Verificar sem este servidor',
    proofHint:
      'A sua prova é um pequeno arquivo. O seu navegador verifica-a aqui por si, tal como o comando “chancery verify” em qualquer computador; não se pergunta ao servidor se é verdadeira.',
    proofCheck: 'Verificar a prova neste navegador',
    proofDownload: 'Baixar a prova',
    proofChoose: 'Escolher uma prova',
    proofUpload: 'Tem uma prova?',
    proofUploadHint:
      'Escolha o arquivo (bundle.json) ou solte-o aqui. O seu navegador verifica-o por si; não sai do seu dispositivo.',
    proofWorking: 'A verificar …',
    proofUnreadable: 'Este arquivo não é uma prova que se possa ler aqui.',
    proofFailed: 'Não foi possível verificar a prova. Tente mais tarde.',
    proofNoScript: 'Para verificar aqui uma prova é necessário JavaScript.',
    share: 'Verifique-o de novo quando quiser',
    shareHint: 'Com este endereço ou este número, qualquer pessoa vê neste servidor o que você vê aqui.',
    qr: 'Código QR do endereço desta página',
    search: 'Verificar outro certificado',
    json: 'O mesmo em JSON',
    preview: (issuer, day) => `Emitido por ${issuer} em ${day}. Verifique-o aqui.`,
  },
  search: {
    title: 'Verificar um certificado',
    lead: 'É autêntico? Digite o número que consta nele.',
    label: 'Número do certificado',
    hint: '26 algarismos e letras; hifens, espaços e maiúsculas não importam. O endereço do certificado também serve.',
    button: 'Verificar',
    unreadable:
      'Isto não é o número de um certificado. Ele tem 26 algarismos e letras, como 01M81-17EDB-EGDV4-36CAD-GP2MSS.',
  },
  notices: {
    unknown: {
      title: 'Este certificado não existe.',
      text: 'Nunca foi emitido aqui um certificado com este número. Compare-o caractere por caractere com o certificado.',
    },
    deleted: {
      title: 'Este certificado foi excluído.',
      text: (day) => `O titular excluiu-o em ${day}. O que ele dizia já não é guardado aqui.`,
    },
    unproven: {
      title: 'Não há prova deste certificado.',
      text: 'O seu emissor não o assinou e não está ancorado em nenhuma cadeia. O que este servidor sabe dele está na sua página.',
    },
    tooMany: {
      title: 'Solicitações em excesso.',
      text: 'Muitos certificados acabam de ser verificados a partir da sua rede. Tente novamente em um minuto.',
    },
    unavailable: {
      title: 'No momento não é possível verificar certificados.',
      text: 'Este servidor não consegue acessar o seu registro. Isto não diz nada sobre o certificado. Tente novamente mais tarde.',
    },
    broken: { title: 'Algo deu errado do nosso lado.', text: 'Tente novamente mais tarde.' },
    malformed: { title: 'Não é possível ler esta solicitação.', text: 'Volte atrás e tente novamente.' },
  },
}
