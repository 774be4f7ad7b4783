import { type Formats, quoted } from '../formats.ts'

/** English texts of Open Badges and other credentials. They define the codes, the evidence of each, and the other languages. */
export const en = ({ date, moment, inQuotes }: Formats) => ({
  /** Verdicts that only credentials have. */
  verdicts: {
    changed: 'Changed after it was issued, or never issued by the issuer that it names.',
    revoked: 'Revoked by its issuer.',
    suspended: 'Suspended by its issuer.',
    not_yet: (at: Date) => `Not valid before ${date(at)}.`,
  },
  checks: { content: 'Content' },
  messages: {
    'content.as_signed': () => 'All fields have the standard meaning that was signed.',
    'content.redefined': ({ context }: { context: string }) =>
      `A context gives standard fields another meaning: ${quoted(context)}`,
    'content.unknown_context': ({ context }: { context: string }) =>
      `It has a context or a form of field that this version does not know, so the content could not be checked: ${quoted(context)}`,
    'content.undefined_term': ({ reason }: { reason: string }) =>
      `It has a field that no signature covers. ${quoted(reason)}`,
    'content.too_complex': () => 'Its content is too complex to check.',
    'issuer.signed': ({ did }: { did: string }) => `The key of ${quoted(did)} signed the content of this credential.`,
    'issuer.not_signed': ({ did }: { did: string }) => `Its content differs from what ${quoted(did)} signed.`,
    'issuer.no_signature': () => 'It has no signature.',
    'issuer.other_key': ({ did, method }: { did: string; method: string }) =>
      `It is signed with ${quoted(method)}. ${quoted(did)} has no such key.`,
    'issuer.wrong_algorithm': ({ algorithm }: { algorithm: string }) =>
      `It names the algorithm ${quoted(algorithm)}, which proves nothing or is not accepted.`,
    'issuer.wrong_proof': ({ reason }: { reason: ProofFault }) =>
      `Its signature does not count. ${proofFaults[reason]}`,
    'issuer.unsupported': ({ did }: { did: string }) =>
      `This version cannot read the key or signature of ${quoted(did)}.`,
    'issuer.unreachable': ({ did }: { did: string }) =>
      `The key of ${quoted(did)} is not available, so the signature could not be checked. Try again later.`,
    'identity.named': ({ issuer }: { issuer: string }) => `The issuer is ${quoted(issuer)}, as you expected.`,
    'identity.other': ({ issuer, expected }: { issuer: string; expected: string }) =>
      `The issuer is ${quoted(issuer)}, not ${quoted(expected)}.`,
    'identity.did_web': ({ domain }: { domain: string }) =>
      `${quoted(domain)} confirms this issuer. It does not confirm the issuer’s name.`,
    'identity.registry': ({ listedName, registry }: { listedName: string; registry: string; domain: string | null }) =>
      `${inQuotes(registry)} lists this issuer under the name ${inQuotes(listedName)}.`,
    'identity.hosted': ({ place }: { place: string }) =>
      `The issuer is hosted at ${quoted(place)}. The host may serve anyone, so its domain does not confirm the issuer.`,
    'identity.none': ({ did }: { did: string }) => `No domain or registry confirms who ${quoted(did)} is.`,
    'identity.unreachable': ({ did }: { did: string }) =>
      `Whether anyone confirms ${quoted(did)} could not be looked up. Try again later.`,
    'expiry.never': () => 'It does not expire.',
    'expiry.ahead': ({ at }: { at: Date }) => `It is valid until ${moment(at)}.`,
    'expiry.expired': ({ at }: { at: Date }) => `It was valid until ${moment(at)}.`,
    'expiry.not_yet': ({ at }: { at: Date }) => `It is not valid before ${moment(at)}.`,
    'expiry.unreadable': ({ value }: { value: string }) => `Its dates cannot be read: ${quoted(value)}`,
    'revocation.none': () => 'Its issuer keeps no list of revoked credentials for it.',
    'revocation.not_revoked': () => 'Its issuer has not revoked it.',
    'revocation.revoked': ({ purpose }: { purpose: string }): string =>
      purpose === 'suspension' ? 'Its issuer has suspended it.' : 'Its issuer has revoked it.',
    'revocation.unsupported': () => 'Its issuer states revocations in a way that this version cannot read.',
    'revocation.unreachable': ({ list }: { list: string }) =>
      `The issuer’s list of revoked credentials is not available: ${quoted(list)}`,
    'revocation.bad_list': ({ list, reason }: { list: string; reason: ListFault }) =>
      `The issuer’s list of revoked credentials cannot be used. ${listFaults[reason]} Its address: ${quoted(list)}`,
    'check.unfinished': () => 'This check took too long. Try again later.',
  },
  /** Why a file or text cannot be read as a credential. */
  unreadable: {
    too_large: 'It is too large.',
    damaged: 'It is damaged, or it is not a picture with a badge.',
    no_badge: 'The picture contains no badge.',
    several_badges: 'The picture contains several badges, and programs disagree which one counts.',
    not_a_credential: 'It is not a credential, neither as JSON nor as a JWT.',
    incomplete: 'It does not name an issuer and a subject.',
  },
})

const proofFaults = {
  other_purpose: 'It was made for another purpose.',
  no_key: 'It names no key.',
  expired: 'It has expired.',
  other_issuer: 'It names another issuer.',
  contradiction: 'Its statements contradict each other.',
}

const listFaults = {
  not_a_credential: 'It is not a credential.',
  no_content: 'It has no content.',
  no_type: 'It is not marked as a status list.',
  other_issuer: 'It is of another issuer.',
  other_list: 'It is another list.',
  other_purpose: 'It is for another purpose.',
  unknown_content: 'Its content cannot be read.',
  not_valid_now: 'It is not valid now.',
  changed: 'It was changed, or its issuer did not sign it.',
  not_checked: 'Its signature could not be checked.',
  bad_entries: 'Its entries cannot be read, or are too few.',
}

/** Why the signature of a credential does not count. */
export type ProofFault = keyof typeof proofFaults

/** Why a status list cannot be used. */
export type ListFault = keyof typeof listFaults

export type CredentialTexts = ReturnType<typeof en>
