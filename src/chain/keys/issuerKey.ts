/** Private key of an issuer: 32 bytes in hex, with 0x. */
export type IssuerKey = `0x${string}`

/** Private keys of sites that issue to wallets: site id → key. */
export type IssuerKeys = ReadonlyMap<number, IssuerKey>

/** Order of the curve. A private key is from 1 to one less than the order (SEC 2, secp256k1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

export function isIssuerKey(text: string): text is IssuerKey {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) return false
  const number = BigInt(text)
  return number > 0n && number < ORDER
}
