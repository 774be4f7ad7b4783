/** Results of checks of credentials as sentences. They define the codes, and the evidence of each. */
export const messages = {
  'content.as_signed': () => 'All fields have the standard meaning that was signed.',
  'content.redefined': ({ context }: { context: string }) =>
    `A context gives standard fields another meaning: ${context}`,
  'content.unknown_context': ({ context }: { context: string }) =>
    `This version does not know a context or a form of field, so the content could not be checked: ${context}`,
  'content.undefined_term': ({ reason }: { reason: string }) => `It has a field that no signature covers. ${reason}`,
  'content.too_complex': () => 'Its content is too complex to check.',
  'issuer.signed': ({ did }: { did: string }) => `The key of ${did} signed the content of this credential.`,
  'issuer.not_signed': ({ did }: { did: string }) => `Its content differs from what ${did} signed.`,
  'issuer.no_signature': () => 'It has no signature.',
  'issuer.other_key': ({ did, method }: { did: string; method: string }) =>
    `It is signed with ${method}. ${did} has no such key.`,
  'issuer.wrong_algorithm': ({ algorithm }: { algorithm: string }) =>
    `It names the algorithm ${algorithm}, which proves nothing or is not accepted.`,
  'issuer.wrong_proof': ({ reason }: { reason: string }) => `Its signature is not one of a credential: ${reason}.`,
  'issuer.unsupported': ({ did }: { did: string }) => `This version cannot read the key or signature of ${did}.`,
  'issuer.unreachable': ({ did }: { did: string }) =>
    `The key of ${did} is not available, so the signature could not be checked. Try again later.`,
  'identity.named': ({ issuer }: { issuer: string }) => `The issuer is ${issuer}, as you expected.`,
  'identity.other': ({ issuer, expected }: { issuer: string; expected: string }) =>
    `The issuer is ${issuer}, not ${expected}.`,
  'identity.did_web': ({ domain }: { domain: string }) =>
    `${domain} confirms this issuer. It does not confirm the issuer's name.`,
  'identity.registry': ({ listedName, registry }: { listedName: string; registry: string; domain: string | null }) =>
    `${registry} lists the issuer under the name ${listedName}.`,
  'identity.hosted': ({ place }: { place: string }) =>
    `The issuer is hosted at ${place}. The host serves many users, so its domain does not confirm the issuer.`,
  'identity.none': ({ did }: { did: string }) => `No domain or registry confirms who ${did} is.`,
  'identity.unreachable': ({ did }: { did: string }) =>
    `Whether anyone confirms ${did} could not be looked up. Try again later.`,
  'expiry.never': () => 'It does not expire.',
  'expiry.ahead': ({ at }: { at: Date }) => `It is valid until ${at.toISOString()}.`,
  'expiry.expired': ({ at }: { at: Date }) => `It expired at ${at.toISOString()}.`,
  'expiry.not_yet': ({ at }: { at: Date }) => `It is not valid before ${at.toISOString()}.`,
  'expiry.unreadable': ({ value }: { value: string }) => `Its dates cannot be read: ${value}`,
  'revocation.none': () => 'Its issuer keeps no list of revoked credentials for it.',
  'revocation.not_revoked': () => 'Its issuer has not revoked it.',
  'revocation.revoked': ({ purpose }: { purpose: string }) =>
    purpose === 'suspension' ? 'Its issuer has suspended it.' : 'Its issuer has revoked it.',
  'revocation.unsupported': () => 'Its issuer states revocations in a way that this version cannot read.',
  'revocation.unreachable': ({ list }: { list: string }) => `The list of revoked credentials is not available: ${list}`,
  'revocation.bad_list': ({ list, reason }: { list: string; reason: string }) =>
    `The list of revoked credentials cannot be used (${reason}): ${list}`,
  'check.unfinished': () => 'This check did not finish in time.',
}

export type Messages = typeof messages

/** The verdict as a sentence. */
export const headlines = {
  domain: (domain: string) => `Issued by ${domain}. Unchanged and not revoked.`,
  registry: (name: string, registry: string) => `Issued by ${name}, says ${registry}. Unchanged and not revoked.`,
  named: (issuer: string) => `Issued by ${issuer}, as you expected. Unchanged and not revoked.`,
  issuer_not_confirmed: 'No domain or registry confirms who issued this. It could come from anyone.',
  not_checked: 'We could not check this now. That says nothing for or against it.',
  revoked: 'Revoked or suspended by its issuer. Do not rely on it.',
  expired: (at: Date) => `Expired at ${at.toISOString()}.`,
  not_yet: (at: Date) => `Not valid before ${at.toISOString()}. Do not rely on it.`,
  changed: 'Changed after it was issued, or never issued by the issuer that it names. Do not rely on it.',
}
