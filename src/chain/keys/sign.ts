import { SigningKey } from 'ethers/crypto'
import { getBytes } from 'ethers/utils'
import type { IssuerKey } from './issuerKey.ts'

/** Signs a digest. Returns 65 bytes; the last one is 27 or 28. */
export function signDigest(key: IssuerKey, digest: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(getBytes(new SigningKey(key).sign(digest).serialized))
}
