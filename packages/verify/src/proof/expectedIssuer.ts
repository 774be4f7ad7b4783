import { isHostName, isIssuerDid } from './bundle.ts'

/**
 * Returns the normal form of an issuer that the caller names: address of a wallet, did:pkh, did:web or domain. Returns null
 * for anything else, also for a did:key: nothing links it to the wallet that signs certificates.
 */
export function parseExpectedIssuer(text: string): string | null {
  if (/^0x[0-9a-f]{40}$/i.test(text)) return text.toLowerCase()
  if (text.startsWith('did:pkh:')) return orNull(isIssuerDid, text.toLowerCase())
  if (text.startsWith('did:web:')) return orNull(isIssuerDid, withLowerCaseHost(text))
  return orNull(isHostName, text.toLowerCase())
}

/** The path of a did:web keeps its case. */
function withLowerCaseHost(did: string): string {
  return did.replace(/^did:web:[^:]+/, (start) => start.toLowerCase().replace('%3a', '%3A'))
}

function orNull(test: (text: string) => boolean, text: string): string | null {
  return test(text) ? text : null
}
