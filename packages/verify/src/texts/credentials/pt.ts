import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const pt = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'Alterado depois de emitido, ou nunca emitido pelo emissor indicado.',
    revoked: 'Revogado pelo emissor.',
    suspended: 'Suspenso pelo emissor.',
    not_yet: (at) => `Não é válido antes de ${date(at)}.`,
  },
  checks: { content: 'Conteúdo' },
  messages: {
    'content.as_signed': () => 'Todos os campos têm o significado estabelecido que foi assinado.',
    'content.redefined': ({ context }) => `Um contexto dá outro significado a campos estabelecidos: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `Tem um contexto ou uma forma de campo que esta versão não conhece, por isso não foi possível verificar o conteúdo: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `Tem um campo que nenhuma assinatura abrange. ${quoted(reason)}`,
    'content.too_complex': () => 'O conteúdo é demasiado complexo para ser verificado.',
    'issuer.signed': ({ did }) => `A chave de ${quoted(did)} assinou o conteúdo.`,
    'issuer.not_signed': ({ did }) => `O conteúdo difere do que ${quoted(did)} assinou.`,
    'issuer.no_signature': () => 'Não tem assinatura.',
    'issuer.other_key': ({ did, method }) => `Está assinado com ${quoted(method)}. ${quoted(did)} não tem essa chave.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `Indica o algoritmo ${quoted(algorithm)}, que não prova nada ou não é aceite.`,
    'issuer.wrong_proof': ({ reason }) => `A assinatura não conta. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `Esta versão não consegue ler a chave ou a assinatura de ${quoted(did)}.`,
    'issuer.unreachable': ({ did }) =>
      `A chave de ${quoted(did)} não está disponível, por isso não foi possível verificar a assinatura. Tente novamente mais tarde.`,
    'identity.named': ({ issuer }) => `O emissor é ${quoted(issuer)}, como esperava.`,
    'identity.other': ({ issuer, expected }) => `O emissor é ${quoted(issuer)}, e não ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `${quoted(domain)} confirma este emissor, mas não o seu nome.`,
    'identity.registry': ({ listedName, registry }) =>
      `Este emissor consta de ${inQuotes(registry)} com o nome ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `O emissor está alojado em ${quoted(place)}. Esse servidor pode alojar qualquer pessoa, por isso o seu domínio não confirma o emissor.`,
    'identity.none': ({ did }) => `Nenhum domínio ou registo confirma quem é ${quoted(did)}.`,
    'identity.unreachable': ({ did }) =>
      `Não foi possível verificar se alguém confirma ${quoted(did)}. Tente novamente mais tarde.`,
    'expiry.never': () => 'Não expira.',
    'expiry.ahead': ({ at }) => `É válido até ${moment(at)}.`,
    'expiry.expired': ({ at }) => `Foi válido até ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `Não é válido antes de ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `Não é possível ler as datas de validade: ${quoted(value)}`,
    'revocation.none': () => 'O emissor não mantém uma lista de revogação para ele.',
    'revocation.not_revoked': () => 'O emissor não o revogou.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'O emissor suspendeu-o.' : 'O emissor revogou-o.',
    'revocation.unsupported': () => 'O emissor indica as revogações de um modo que esta versão não consegue ler.',
    'revocation.unreachable': ({ list }) => `A lista de revogação do emissor não está disponível: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `A lista de revogação do emissor não pode ser usada. ${listFaults[reason]} O seu endereço: ${quoted(list)}`,
    'check.unfinished': () => 'Esta verificação demorou demasiado. Tente novamente mais tarde.',
  },
  unreadable: {
    too_large: 'É demasiado grande.',
    damaged: 'Está danificado, ou não é uma imagem com um badge.',
    no_badge: 'A imagem não contém nenhum badge.',
    several_badges: 'A imagem contém vários badges, e os programas não concordam sobre qual conta.',
    not_a_credential: 'Não é uma credencial, nem em JSON nem em JWT.',
    incomplete: 'Não indica um emissor e um titular.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'Foi feita para outro fim.',
  no_key: 'Não indica nenhuma chave.',
  expired: 'Expirou.',
  other_issuer: 'Indica outro emissor.',
  contradiction: 'Os seus dados contradizem-se.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'Não é uma credencial.',
  no_content: 'Não tem conteúdo.',
  no_type: 'Não está marcada como lista de estado.',
  other_issuer: 'É de outro emissor.',
  other_list: 'É outra lista.',
  other_purpose: 'É para outro fim.',
  unknown_content: 'Não é possível ler o seu conteúdo.',
  not_valid_now: 'Não é válida agora.',
  changed: 'Foi alterada, ou o emissor não a assinou.',
  not_checked: 'Não foi possível verificar a sua assinatura.',
  bad_entries: 'Não é possível ler as suas entradas, ou são muito poucas.',
}
