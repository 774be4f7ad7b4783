import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { LIST_SIZE } from './queries.ts'

/** Returns a status list as text (W3C Bitstring Status List): compressed, and encoded in base64url with the prefix of that encoding. */
export async function encodeBits(set: number[]): Promise<string> {
  const bytes = new Uint8Array(LIST_SIZE / 8)
  // Index 0 is the leftmost bit.
  for (const index of set) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7))
  return `u${(await promisify(gzip)(bytes)).toString('base64url')}`
}
