import { keccak_256 } from '@noble/hashes/sha3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

export function keccak(content: Uint8Array | string): Uint8Array {
  return keccak_256(typeof content === 'string' ? utf8ToBytes(content) : content)
}
