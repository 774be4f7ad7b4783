import { didEthrOf, type Issuer, isAccountOf, normalizeDid, ownDid, parseDidEthr } from './did.ts'

// OpenAttestation's TXT record that confirms a key by DNS (https://www.openattestation.com, "DNS-DID"):
//   openatts a=dns-did; p=did:ethr:0x…#controller; v=1.0;

/** First word of every OpenAttestation record, also of `net=… addr=…` records, which name contracts. */
export const RECORD_TYPE = 'openatts'

const WANTED = { a: 'dns-did', v: '1.0' }

/** Returns the TXT record that confirms an issuer. Throws RangeError for a DID that no record can name. */
export function recordFor(issuer: Issuer): string {
  return `${RECORD_TYPE} a=${WANTED.a}; p=${namedInDns(issuer)}; v=${WANTED.v};`
}

function namedInDns(issuer: Issuer): string {
  if ('address' in issuer) return `${didEthrOf(issuer)}#controller`
  const did = ownDid(issuer.did)
  if (did.startsWith('did:pkh:')) throw new RangeError('Give the address of a wallet, not its did:pkh.')
  return did
}

/**
 * Returns the DID that a TXT record names, as it is written there, or null for another kind of record. As in
 * OpenAttestation, a space separates the fields, their order is free, and one `;` may end each. Unlike
 * OpenAttestation, ignores a record with a repeated field or another version.
 */
export function parseRecord(text: string): string | null {
  const [type, ...parts] = text.trim().split(/ +/)
  if (type !== RECORD_TYPE) return null
  const fields = new Map<string, string>()
  for (const part of parts) {
    const [, name, value] = /^([^=]+)=(.*?);?$/.exec(part) ?? []
    if (!name || value === undefined || fields.has(name)) return null
    fields.set(name, value)
  }
  const isWanted = Object.entries(WANTED).every(([name, value]) => fields.get(name) === value)
  return (isWanted && fields.get('p')) || null
}

/**
 * Returns whether a TXT record confirms an issuer. A wallet is named by its did:ethr with `#controller`. A site is named
 * by its whole DID: a fragment would name one of its keys, and a key does not speak for the next one.
 */
export function confirmsIssuer(text: string, issuer: Issuer): boolean {
  const named = parseRecord(text)
  if (named === null) return false
  if ('did' in issuer) return !named.startsWith('did:pkh:') && normalizeDid(named) === ownDid(issuer.did)
  const [, did] = /^(.*)#controller$/.exec(named) ?? []
  const account = did ? parseDidEthr(did) : null
  return account !== null && isAccountOf(issuer, account)
}
