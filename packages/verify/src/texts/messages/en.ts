import { formatsOf, quoted } from '../formats.ts'

export const formats = formatsOf('en-GB')
const { date, moment, number, inQuotes } = formats

/** Location of an anchor. `block` and `transaction` are null if the chain's node does not confirm them. */
type AnchorEvidence = AnchorNamed & { time: Date; block: number | null; transaction: string | null }
type AnchorNamed = { root: string; chain: number; contract: string }

/** Confirmation of an issuer by a domain. `name` is what the certificate states. */
type DomainEvidence = {
  domain: string
  way: 'dns' | 'did_web'
  name: string
  /** Registry that lists the issuer under this name. */
  nameListedBy: string | null
  /** Server whose operator approved the name. */
  operator: string | null
  since: Date
  lastChecked: Date
  /** Issuers that the domain confirms now, and others that it confirmed before. */
  issuers: number
  formerIssuers: number
}

type RegistryEvidence = { name: string; listedName: string; registry: string; since: Date; lastChecked: Date }

/** `name` is what the certificate states; `listedName` is the registry's name of the other issuer. */
type NameTakenEvidence = { name: string; listedName: string; registry: string; domain: string | null }

/** `receivedThen`: the certificate was received while the domain confirmed its issuer. */
type LapsedEvidence = { domain: string; since: Date; until: Date; receivedThen: Date | null }

type Expiry = { at: Date; timeZone: string }

/** Results of checks as sentences. They define the evidence of each result. */
export const messages = {
  'record.unaltered': () => 'This server has it on record, unchanged since it was issued.',
  'record.altered': () => 'This server has it on record, but it was changed after it was issued.',
  'record.no_digest': () =>
    'This server has it on record. It was issued before this server could detect later changes.',
  'issuer.site': () => 'An organization on this server issued it. It did not sign the content itself.',
  'issuer.wallet': ({ address }: { address: string }) =>
    `Wallet ${address} created this certificate on this server. It did not sign the content itself.`,
  'issuer.signed': ({ address }: { address: string }) => `Wallet ${address} signed the content of this certificate.`,
  'issuer.not_signed': ({ address }: { address: string }) => `Its content differs from what wallet ${address} signed.`,
  'issuer.unavailable': ({ address }: { address: string }) =>
    `Wallet ${address} is a contract. Its chain is unavailable, so the signature could not be checked. Try again later.`,
  'issuer.unknown_version': ({ address }: { address: string }) =>
    `Wallet ${address} signed it in a format that this server does not know.`,
  'issuer.compromised': ({ address, at }: { address: string; at: Date }) =>
    `The key of wallet ${address} is reported as compromised since ${date(at)}. This certificate first appeared after that.`,
  'identity.domain': (evidence: DomainEvidence) =>
    [
      `${evidence.domain} has confirmed this issuer since ${date(evidence.since)}. Last checked on ${date(evidence.lastChecked)}.`,
      evidence.nameListedBy === null
        ? evidence.operator === null
          ? evidence.name && `It calls itself ${inQuotes(evidence.name)} (name not checked).`
          : `The operator of ${evidence.operator} knows it as ${inQuotes(evidence.name)}.`
        : `${inQuotes(evidence.nameListedBy)} lists it under the name ${inQuotes(evidence.name)}.`,
      evidence.issuers > 1 &&
        `${evidence.domain} confirms ${number(evidence.issuers)} issuers. It does not confirm their names.`,
      evidence.formerIssuers > 0 && `${evidence.domain} confirmed another issuer before.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.registry': ({ name, listedName, registry, since, lastChecked }: RegistryEvidence) =>
    [
      `${inQuotes(registry)} has listed this issuer under the name ${inQuotes(listedName)} since ${date(since)}. Last checked on ${date(lastChecked)}.`,
      name && name !== listedName && `It calls itself ${inQuotes(name)} (name not checked).`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.operator': ({ name, operator }: { name: string; operator: string }) =>
    `The operator of ${operator} confirms that ${inQuotes(name)} issues certificates on this server. No domain confirms it.`,
  'identity.none': ({ name }: { name: string }) =>
    `No domain, registry or operator confirms this issuer.${name && ` It calls itself ${inQuotes(name)} (name not checked).`}`,
  'identity.blocked': ({ name }: { name: string }) =>
    `This issuer is blocked by the operator of this server.${name && ` It calls itself ${inQuotes(name)} (name not checked).`}`,
  'identity.name_taken': ({ name, registry, domain }: NameTakenEvidence) =>
    `It calls itself ${inQuotes(name)} (name not checked). ${inQuotes(registry)} lists another issuer under this name or one that looks like it${domain === null ? '' : `: ${domain}`}.`,
  'identity.lapsed': ({ domain, since, until, receivedThen }: LapsedEvidence) =>
    [
      `${domain} confirmed this issuer from ${date(since)} to ${date(until)}. It no longer does.`,
      receivedThen && `This server received the certificate in that time, on ${date(receivedThen)}.`,
    ]
      .filter(Boolean)
      .join(' '),
  'identity.silent': ({ source, since, lastChecked }: { source: string; since: Date; lastChecked: Date }) =>
    `${inQuotes(source)} confirmed this issuer from ${date(since)}, and last on ${date(lastChecked)}. It has been unreachable since then.`,
  'revocation.none': () => 'The issuer has not revoked it.',
  'revocation.revoked': ({ at, reason }: { at: Date; reason: string }) =>
    `The issuer revoked it on ${date(at)}. Reason: ${quoted(reason)}`,
  'expiry.never': () => 'It does not expire.',
  'expiry.ahead': ({ at, timeZone }: Expiry) => `It is valid until ${date(at, timeZone)}.`,
  'expiry.expired': ({ at, timeZone }: Expiry) => `It was valid until ${date(at, timeZone)}.`,
  'document.none': () => 'This certificate has no document on IPFS.',
  'document.intact': () => 'The document was found and matches the address in the certificate, byte for byte.',
  'document.damaged': () => 'The stored document does not match the address in the certificate.',
  'document.missing': () =>
    'The document was not found, so it could not be compared with the address in the certificate.',
  'document.unreadable': () => 'The document was found, but this server cannot read its format or size.',
  'document.late': () => 'The document was not found in time. It may be gone, or it may take longer to find.',
  'document.unavailable': () => 'The document store is unavailable. Try again later.',
  'file.no_checksum': () => 'This certificate has no checksum, so no file can be compared with it.',
  'file.none': () => 'No file was compared.',
  'file.equal': () => 'This is the file that the certificate was issued for, byte for byte.',
  'file.different': () => 'This file is not the one that the certificate was issued for.',
  'file.current_pdf': () => 'This is the current PDF of this certificate, byte for byte.',
  'file.earlier_pdf': ({ replacedAt }: { replacedAt: Date | null }) =>
    replacedAt === null
      ? 'This is an earlier version of the PDF. Believe only this page.'
      : `This is an earlier version of the PDF, replaced on ${date(replacedAt)}. Believe only this page.`,
  'file.not_served': () => 'This file was changed or saved again, or it is another file. Believe only this page.',
  'anchor.none': () => 'It is not anchored on a chain.',
  'anchor.issuer_not_confirmed': () => 'It is not anchored on a chain: it waits until its issuer is confirmed.',
  'anchor.daily_limit': () => 'It waits to be anchored: today’s transactions are used. It can be anchored tomorrow.',
  'anchor.altered': (_: AnchorNamed) => 'Its content does not match the anchor on the chain.',
  'anchor.unknown_version': (_: AnchorNamed) => 'It was anchored in a format that this server does not know.',
  'anchor.waiting': (_: AnchorNamed) => 'Its anchor is not final yet: the chain has not confirmed it.',
  'anchor.found': ({ chain, time, transaction }: AnchorEvidence) =>
    `Anchored on chain ${chain} at ${moment(time)}${transaction === null ? '' : `, in transaction ${transaction}`}. It existed by then and has not changed since.`,
  'anchor.missing': ({ chain }: AnchorNamed) => `Its anchor is missing on chain ${chain}.`,
  'anchor.foreign': ({ chain, contract }: AnchorNamed) =>
    `The contract at ${contract} on chain ${chain} is not the anchor contract.`,
  'anchor.elsewhere': ({ chain }: AnchorNamed) =>
    `Its proof matches the anchor that it names on chain ${chain}. That chain was not queried here.`,
  'anchor.unavailable': ({ chain }: AnchorNamed) =>
    `Chain ${chain} is unavailable, so the anchor could not be checked. Try again later.`,
  // For a bundle, which is checked without its server:
  'record.proven': () => 'Its content matches its proof. Nothing was changed.',
  'record.unproven': () => 'Its content does not match its proof. One of the two was changed.',
  'record.unbound': () => 'Nothing that could be checked here links its content to its proof.',
  'issuer.unsigned': ({ address }: { address: string }) =>
    `It names wallet ${address} as its issuer but has no signature by that wallet. This proof alone does not show who issued it.`,
  'identity.not_looked_up': ({ address, domain }: { address: string; domain: string | null }) =>
    domain === null
      ? `This proof alone does not show who owns wallet ${address}. It names no domain.`
      : `The issuer claims the domain ${domain}. Whether the domain confirms that was not looked up here.`,
  'identity.domain_now': ({ domain, name }: { domain: string; way: 'dns' | 'did_web'; name: string | null }) =>
    `A lookup just now shows that ${domain} confirms this issuer.${name === null ? '' : ` It calls itself ${inQuotes(name)} (name not checked).`}`,
  'identity.named': ({ issuer, hostedAt }: { issuer: string; hostedAt: string | null }) =>
    `The issuer is the one that you named: ${issuer}.${hostedAt ? ` It is hosted at ${hostedAt}, and the host may serve anyone.` : ''}`,
  'identity.other': ({ issuer, expected }: { issuer: string; expected: string }) =>
    `The issuer is ${issuer}, not ${expected}, which you named.`,
  'identity.not_confirmed': ({ domain }: { domain: string }) =>
    `The issuer claims the domain ${domain}, but the domain does not confirm it.`,
  'identity.claim_not_signed': ({ domain }: { domain: string }) =>
    `This proof claims the domain ${domain}, but the issuer did not sign this claim.`,
  'identity.unreachable': ({ domain }: { domain: string }) =>
    `Whether ${domain} confirms this issuer could not be looked up. Try again later.`,
  'issuer.contract': ({ address }: { address: string }) =>
    `The issuer’s wallet ${address} is a contract. Its signature can only be checked on its chain, which was not queried.`,
  'revocation.as_of': ({ at }: { at: Date }) =>
    `According to the bundle, it was not revoked when this proof was made, on ${date(at)}. Its page shows the current state.`,
  'revocation.told': ({ at, reason }: { at: Date; reason: string }) =>
    `The server that made this proof states, without a signature, that it was revoked on ${date(at)}. Reason: ${quoted(reason)}`,
  'revocation.not_signed': (_: { at: Date; reason: string }) =>
    'This proof contains a revocation that the issuer did not sign, so the proof was changed. Its page shows whether it is revoked.',
  'revocation.unchecked': ({ at }: { at: Date; reason: string }) =>
    `According to this proof it was revoked on ${date(at)}. The issuer’s signature can only be checked on its chain, which was not queried or is unavailable.`,
  'document.not_fetched': () => 'The document was not fetched. The proof covers its address.',
  'file.kept_back': () => 'This proof does not include the checksum, so no file can be compared.',
  'check.unfinished': () => 'This check took too long. Try again later.',
}

export type Messages = typeof messages
