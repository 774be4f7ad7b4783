import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const fr = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'Modifié après sa délivrance, ou jamais délivré par l’émetteur indiqué.',
    revoked: 'Révoqué par son émetteur.',
    suspended: 'Suspendu par son émetteur.',
    not_yet: (at) => `Pas valide avant le ${date(at)}.`,
  },
  checks: { content: 'Contenu' },
  messages: {
    'content.as_signed': () => 'Tous les champs ont le sens établi qui a été signé.',
    'content.redefined': ({ context }) => `Un contexte donne un autre sens à des champs établis : ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `Cette version ne connaît pas un contexte ou une forme de champ, le contenu n’a donc pas pu être vérifié : ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `Un champ n’est couvert par aucune signature. ${quoted(reason)}`,
    'content.too_complex': () => 'Le contenu est trop complexe pour être vérifié.',
    'issuer.signed': ({ did }) => `La clé de ${quoted(did)} a signé le contenu.`,
    'issuer.not_signed': ({ did }) => `Le contenu diffère de ce que ${quoted(did)} a signé.`,
    'issuer.no_signature': () => 'La signature manque.',
    'issuer.other_key': ({ did, method }) =>
      `La signature est faite avec ${quoted(method)}. ${quoted(did)} n’a pas cette clé.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `L’algorithme indiqué, ${quoted(algorithm)}, ne prouve rien ou n’est pas accepté.`,
    'issuer.wrong_proof': ({ reason }) => `La signature ne compte pas. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `Cette version ne peut pas lire la clé ou la signature de ${quoted(did)}.`,
    'issuer.unreachable': ({ did }) =>
      `La clé de ${quoted(did)} n’est pas disponible, la signature n’a donc pas pu être vérifiée. Réessayez plus tard.`,
    'identity.named': ({ issuer }) => `L’émetteur est ${quoted(issuer)}, comme prévu.`,
    'identity.other': ({ issuer, expected }) => `L’émetteur est ${quoted(issuer)}, et non ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `${quoted(domain)} confirme cet émetteur, mais pas son nom.`,
    'identity.registry': ({ listedName, registry }) =>
      `${inQuotes(registry)} répertorie cet émetteur sous le nom ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `L’émetteur est hébergé à l’adresse ${quoted(place)}. Cet hébergeur peut servir n’importe qui, son domaine ne confirme donc pas l’émetteur.`,
    'identity.none': ({ did }) => `Aucun domaine ni registre ne confirme qui est ${quoted(did)}.`,
    'identity.unreachable': ({ did }) =>
      `Impossible de savoir si quelqu’un confirme ${quoted(did)}. Réessayez plus tard.`,
    'expiry.never': () => 'La validité n’expire pas.',
    'expiry.ahead': ({ at }) => `Valide jusqu’au ${moment(at)}.`,
    'expiry.expired': ({ at }) => `La validité a pris fin le ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `Pas valide avant le ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `Les dates de validité sont illisibles : ${quoted(value)}`,
    'revocation.none': () => 'L’émetteur ne tient pas de liste de révocation à ce sujet.',
    'revocation.not_revoked': () => 'L’émetteur ne l’a pas révoqué.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'L’émetteur l’a suspendu.' : 'L’émetteur l’a révoqué.',
    'revocation.unsupported': () =>
      'L’émetteur indique les révocations d’une manière que cette version ne peut pas lire.',
    'revocation.unreachable': ({ list }) =>
      `La liste de révocation de l’émetteur n’est pas disponible : ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `La liste de révocation de l’émetteur est inutilisable. ${listFaults[reason]} Son adresse : ${quoted(list)}`,
    'check.unfinished': () => 'Cette vérification a pris trop de temps. Réessayez plus tard.',
  },
  unreadable: {
    too_large: 'Le fichier est trop volumineux.',
    damaged: 'Le fichier est endommagé, ou ce n’est pas une image contenant un badge.',
    no_badge: 'L’image ne contient pas de badge.',
    several_badges: 'L’image contient plusieurs badges, et les logiciels ne s’accordent pas sur celui qui compte.',
    not_a_credential: 'Ce n’est une attestation ni en JSON ni en JWT.',
    incomplete: 'L’émetteur ou le titulaire n’est pas indiqué.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'Elle a été faite dans un autre but.',
  no_key: 'Elle n’indique aucune clé.',
  expired: 'Elle a expiré.',
  other_issuer: 'Elle indique un autre émetteur.',
  contradiction: 'Ses indications se contredisent.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'Ce n’est pas un document signé.',
  no_content: 'Elle n’a pas de contenu.',
  no_type: 'Elle n’est pas marquée comme liste d’états.',
  other_issuer: 'Elle est d’un autre émetteur.',
  other_list: 'C’est une autre liste.',
  other_purpose: 'Elle a un autre but.',
  unknown_content: 'Son contenu est illisible.',
  not_valid_now: 'Elle n’est pas valide maintenant.',
  changed: 'Elle a été modifiée, ou son émetteur ne l’a pas signée.',
  not_checked: 'Sa signature n’a pas pu être vérifiée.',
  bad_entries: 'Ses entrées sont illisibles ou trop peu nombreuses.',
}
