import { formatsOf, quoted } from '../formats.ts'
import type { Messages } from './en.ts'

export const formats = formatsOf('pt', ['«', '»'])
const { date, moment, number, inQuotes } = formats

export const messages: Messages = {
  'record.unaltered': () => 'Está registado aqui e diz o que dizia quando foi emitido.',
  'record.altered': () => 'Está registado aqui, mas já não diz o que dizia quando foi emitido.',
  'record.no_digest': () =>
    'Está registado aqui. Foi emitido antes de este servidor guardar o que revela uma alteração posterior.',
  'issuer.site': () => 'Foi emitido por uma organização neste servidor. Esta não assinou o conteúdo.',
  'issuer.wallet': ({ address }) =>
    `A carteira ${address} criou este certificado neste servidor. Não assinou o conteúdo em si.`,
  'issuer.signed': ({ address }) => `A carteira ${address} assinou o conteúdo deste certificado.`,
  'issuer.not_signed': ({ address }) => `O que está escrito aqui não é o que a carteira ${address} assinou.`,
  'issuer.unavailable': ({ address }) =>
    `A carteira ${address} é um contrato numa cadeia de blocos, ao qual não se pode perguntar agora se assinou isto. Tente mais tarde.`,
  'issuer.unknown_version': ({ address }) =>
    `A carteira ${address} assinou-o de um modo que este servidor não conhece.`,
  'issuer.compromised': ({ address, at }) =>
    `A chave da carteira ${address} está dada como comprometida desde ${date(at)}. Este certificado apareceu pela primeira vez depois dessa data.`,
  'identity.domain': (evidence) =>
    [
      `${evidence.domain} confirma este emissor desde ${date(evidence.since)}. Última verificação: ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && `O emissor apresenta-se como ${inQuotes(evidence.name)} (nome não verificado).`
          : `O operador de ${evidence.operator} conhece-o como ${inQuotes(evidence.name)}.`
        : `O emissor consta de ${inQuotes(evidence.nameListedBy)} com o nome ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `${evidence.domain} confirma ${number(evidence.issuers)} emissores. Não confirma os respetivos nomes.`,
      evidence.formerIssuers > 0 && `${evidence.domain} confirmou anteriormente outro emissor.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }) =>
    [
      `Este emissor consta de ${inQuotes(registry)} com o nome ${inQuotes(listedName)} desde ${date(since)}. Última verificação: ${date(lastChecked)}.`,
      name && name !== listedName && `O emissor apresenta-se como ${inQuotes(name)} (nome não verificado).`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }) =>
    `O operador de ${operator} confirma que ${inQuotes(name)} emite certificados neste servidor. Nenhum domínio o confirma.`,
  'identity.none': ({ name }) =>
    `Nenhum domínio, registo ou operador confirma este emissor.${name && ` O emissor apresenta-se como ${inQuotes(name)} (nome não verificado).`}`,
  'identity.blocked': ({ name }) =>
    `O operador deste servidor bloqueou este emissor.${name && ` O emissor apresenta-se como ${inQuotes(name)} (nome não verificado).`}`,
  'identity.name_taken': ({ name, registry, domain }) =>
    `O emissor apresenta-se como ${inQuotes(name)} (nome não verificado). Em ${inQuotes(registry)} consta outro emissor com este nome ou com um de aspeto semelhante${domain === null ? '' : `: ${domain}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }) =>
    [
      `${domain} confirmou este emissor de ${date(since)} a ${date(until)}. Já não o confirma.`,
      receivedThen && `Este servidor recebeu o certificado nesse período, em ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }) =>
    `${inQuotes(source)} confirmou este emissor a partir de ${date(since)} e, pela última vez, em ${date(lastChecked)}. Desde então, não responde.`,
  'revocation.none': () => 'O emissor não o revogou.',
  'revocation.revoked': ({ at, reason }) => `O emissor revogou-o em ${date(at)}. Motivo indicado: ${quoted(reason)}`,
  'expiry.never': () => 'Não expira.',
  'expiry.ahead': ({ at, timeZone }) => `É válido até ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }) => `Foi válido até ${date(at, timeZone)}.`,
  'document.none': () => 'Este certificado não tem documento no IPFS.',
  'document.intact': () => 'O documento foi encontrado e é, byte a byte, aquele cujo endereço o certificado indica.',
  'document.damaged': () => 'O que está armazenado não é o documento cujo endereço o certificado indica.',
  'document.missing': () =>
    'O documento não foi encontrado e, por isso, não pôde ser comparado com o endereço que o certificado indica.',
  'document.unreadable': () => 'O documento foi encontrado, mas é de um tipo ou tamanho que não se lê aqui.',
  'document.late': () =>
    'O documento foi procurado e não foi encontrado a tempo. Talvez ninguém o tenha, ou talvez demore mais a encontrar.',
  'document.unavailable': () => 'O local onde os documentos são armazenados não responde. Tente novamente mais tarde.',
  'file.no_checksum': () => 'Este certificado não indica uma soma de verificação com a qual comparar um ficheiro.',
  'file.none': () => 'Nenhum ficheiro foi comparado.',
  'file.equal': () => 'Este ficheiro é, byte a byte, aquele para o qual o certificado foi emitido.',
  'file.different': () => 'Este ficheiro não é aquele para o qual o certificado foi emitido.',
  'file.current_pdf': () => 'Este é o PDF atual deste certificado, byte a byte.',
  'file.earlier_pdf': ({ replacedAt }) =>
    replacedAt === null
      ? 'Esta é uma versão anterior do PDF. Confie apenas nesta página.'
      : `Esta é uma versão anterior do PDF, substituída em ${date(replacedAt)}. Confie apenas nesta página.`,
  'file.not_served': () =>
    'Este ficheiro foi alterado ou guardado de novo, ou é outro ficheiro. Confie apenas nesta página.',
  'anchor.none': () => 'Não está ancorado em nenhuma cadeia de blocos.',
  'anchor.issuer_not_confirmed': () =>
    'Não está ancorado em nenhuma cadeia de blocos: espera que o seu emissor seja confirmado.',
  'anchor.daily_limit': () =>
    'Espera por ser ancorado: as transações de hoje esgotaram-se. Poderá ser ancorado amanhã.',
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
  'identity.not_looked_up': ({ address, domain }) =>
    domain === null
      ? `Esta prova, por si só, não mostra de quem é a carteira ${address}. Não indica nenhum domínio.`
      : `O emissor declara como seu o domínio ${domain}. Não se verificou aqui se o domínio o confirma.`,
  'identity.domain_now': ({ domain, name }) =>
    `Uma consulta mostra que ${domain} confirma este emissor.${name === null ? '' : ` O emissor apresenta-se como ${inQuotes(name)} (nome não verificado).`}`,
  'identity.named': ({ issuer, hostedAt }) =>
    `O emissor é o que indicou: ${issuer}.${hostedAt ? ` Está alojado em ${hostedAt}, e esse servidor pode alojar qualquer pessoa.` : ''}`,
  'identity.other': ({ issuer, expected }) => `O emissor é ${issuer}, não o que indicou: ${expected}.`,
  'identity.not_confirmed': ({ domain }) =>
    `O emissor declara como seu o domínio ${domain}, mas o domínio não o confirma.`,
  'identity.claim_not_signed': ({ domain }) =>
    `Segundo esta prova, o domínio ${domain} é do emissor, mas o emissor não assinou essa declaração.`,
  'identity.unreachable': ({ domain }) =>
    `Não foi possível verificar se ${domain} confirma este emissor. Tente novamente mais tarde.`,
  'issuer.contract': ({ address }) =>
    `A carteira ${address} do emissor é um contrato. Só um nó da sua cadeia sabe se assinou, e nenhum foi consultado.`,
  'revocation.as_of': ({ at }) =>
    `Segundo esta prova, não estava revogado quando ela foi feita, em ${date(at)}. Se foi revogado depois, diz a sua página.`,
  'revocation.told': ({ at, reason }) =>
    `O servidor de onde vem esta prova diz que foi revogado em ${date(at)}; ninguém o assinou. Motivo indicado: ${quoted(reason)}`,
  'revocation.not_signed': () =>
    'Esta prova fala de uma revogação que o emissor não assinou: a prova foi alterada. Se está revogado, diz a sua página.',
  'revocation.unchecked': ({ at }) =>
    `Segundo esta prova, foi revogado em ${date(at)}. Se o emissor o assinou, só a sua cadeia pode dizer, e não foi consultada ou não responde.`,
  'document.not_fetched': () => 'O documento não foi descarregado. O seu endereço faz parte do que está provado.',
  'file.kept_back': () => 'Esta prova reserva a soma de verificação, pelo que nenhum ficheiro pode ser comparado.',
  'check.unfinished': () => 'Não foi possível apurar isto a tempo. Tente novamente mais tarde.',
}
