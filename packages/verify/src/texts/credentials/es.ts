import { type Formats, quoted } from '../formats.ts'
import type { CredentialTexts, ListFault, ProofFault } from './en.ts'

export const es = ({ date, moment, inQuotes }: Formats): CredentialTexts => ({
  verdicts: {
    changed: 'Modificado después de su emisión, o nunca emitido por el emisor que indica.',
    revoked: 'Revocado por su emisor.',
    suspended: 'Suspendido por su emisor.',
    not_yet: (at) => `No es válido antes del ${date(at)}.`,
  },
  checks: { content: 'Contenido' },
  messages: {
    'content.as_signed': () => 'Todos los campos tienen el significado establecido que se firmó.',
    'content.redefined': ({ context }) => `Un contexto da otro significado a campos establecidos: ${quoted(context)}`,
    'content.unknown_context': ({ context }) =>
      `Tiene un contexto o una forma de campo que esta versión no conoce, así que no se ha podido comprobar el contenido: ${quoted(context)}`,
    'content.undefined_term': ({ reason }) => `Tiene un campo que ninguna firma cubre. ${quoted(reason)}`,
    'content.too_complex': () => 'Su contenido es demasiado complejo para comprobarlo.',
    'issuer.signed': ({ did }) => `La clave de ${quoted(did)} firmó el contenido.`,
    'issuer.not_signed': ({ did }) => `Su contenido no es lo que firmó ${quoted(did)}.`,
    'issuer.no_signature': () => 'No tiene firma.',
    'issuer.other_key': ({ did, method }) => `Está firmado con ${quoted(method)}. ${quoted(did)} no tiene esa clave.`,
    'issuer.wrong_algorithm': ({ algorithm }) =>
      `Indica el algoritmo ${quoted(algorithm)}, que no demuestra nada o no se acepta.`,
    'issuer.wrong_proof': ({ reason }) => `Su firma no cuenta. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }) => `Esta versión no puede leer la clave o la firma de ${quoted(did)}.`,
    'issuer.unreachable': ({ did }) =>
      `La clave de ${quoted(did)} no está disponible, así que no se ha podido comprobar la firma. Inténtelo de nuevo más tarde.`,
    'identity.named': ({ issuer }) => `El emisor es ${quoted(issuer)}, como usted esperaba.`,
    'identity.other': ({ issuer, expected }) => `El emisor es ${quoted(issuer)}, no ${quoted(expected)}.`,
    'identity.did_web': ({ domain }) => `${quoted(domain)} confirma a este emisor, pero no su nombre.`,
    'identity.registry': ({ listedName, registry }) =>
      `Este emisor figura en ${inQuotes(registry)} con el nombre ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }) =>
      `El emisor está alojado en ${quoted(place)}. Ese servidor puede alojar a cualquiera, así que su dominio no confirma al emisor.`,
    'identity.none': ({ did }) => `Ningún dominio ni registro confirma quién es ${quoted(did)}.`,
    'identity.unreachable': ({ did }) =>
      `No se ha podido consultar si alguien confirma a ${quoted(did)}. Inténtelo de nuevo más tarde.`,
    'expiry.never': () => 'No caduca.',
    'expiry.ahead': ({ at }) => `Es válido hasta el ${moment(at)}.`,
    'expiry.expired': ({ at }) => `Fue válido hasta el ${moment(at)}.`,
    'expiry.not_yet': ({ at }) => `No es válido antes del ${moment(at)}.`,
    'expiry.unreadable': ({ value }) => `Sus fechas no se pueden leer: ${quoted(value)}`,
    'revocation.none': () => 'Su emisor no mantiene una lista de revocación para él.',
    'revocation.not_revoked': () => 'Su emisor no lo ha revocado.',
    'revocation.revoked': ({ purpose }) =>
      purpose === 'suspension' ? 'Su emisor lo ha suspendido.' : 'Su emisor lo ha revocado.',
    'revocation.unsupported': () => 'Su emisor indica las revocaciones de un modo que esta versión no puede leer.',
    'revocation.unreachable': ({ list }) => `La lista de revocación del emisor no está disponible: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }) =>
      `La lista de revocación del emisor no se puede usar. ${listFaults[reason]} Su dirección: ${quoted(list)}`,
    'check.unfinished': () => 'Esta comprobación ha tardado demasiado. Inténtelo de nuevo más tarde.',
  },
  unreadable: {
    too_large: 'Es demasiado grande.',
    damaged: 'Está dañado, o no es una imagen con un badge.',
    no_badge: 'La imagen no contiene ningún badge.',
    several_badges: 'La imagen contiene varios badges, y los programas no coinciden en cuál cuenta.',
    not_a_credential: 'No es una credencial, ni en JSON ni en JWT.',
    incomplete: 'No indica un emisor y un titular.',
  },
})

const proofFaults: Record<ProofFault, string> = {
  other_purpose: 'Se hizo con otro fin.',
  no_key: 'No indica ninguna clave.',
  expired: 'Ha caducado.',
  other_issuer: 'Indica otro emisor.',
  contradiction: 'Sus datos se contradicen.',
}

const listFaults: Record<ListFault, string> = {
  not_a_credential: 'No es una credencial.',
  no_content: 'No tiene contenido.',
  no_type: 'No está marcada como lista de estado.',
  other_issuer: 'Es de otro emisor.',
  other_list: 'Es otra lista.',
  other_purpose: 'Es para otro fin.',
  unknown_content: 'Su contenido no se puede leer.',
  not_valid_now: 'Ahora no es válida.',
  changed: 'Fue modificada, o su emisor no la firmó.',
  not_checked: 'No se ha podido comprobar su firma.',
  bad_entries: 'Sus entradas no se pueden leer o son demasiado pocas.',
}
