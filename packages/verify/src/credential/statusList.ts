import { type JsonObject, textOf } from './json.ts'
import { decodeBase64url } from './resolveKey.ts'

/** A list must be long enough to hide which credential a verifier checks (W3C Bitstring Status List). */
const MIN_BITS = 131_072

/** Largest list after decompression, in bytes: 16 million entries. Stops gzip bombs. */
const MAX_BYTES = 2_097_152

export type StatusEntry = { list: string; index: number; purpose: string }

/** Reads an entry of `credentialStatus`. Null for a kind that this package does not know, or a malformed one. */
export function readStatusEntry(entry: JsonObject): StatusEntry | null {
  if (entry.type !== 'BitstringStatusListEntry' && entry.type !== 'StatusList2021Entry') return null
  if (entry.statusSize !== undefined && Number(entry.statusSize) !== 1) return null
  const list = textOf(entry, 'statusListCredential')
  const purpose = textOf(entry, 'statusPurpose')
  const index = String(entry.statusListIndex)
  if (!list?.startsWith('https://') || purpose === null || !/^\d{1,9}$/.test(index)) return null
  return { list, purpose, index: Number(index) }
}

/** Says whether the bit of an entry is set. Null if the list is malformed, too short, too large, or has no such entry. */
export async function statusBit(encodedList: string, index: number): Promise<boolean | null> {
  const compressed = decodeBase64url(encodedList.replace(/^u/, ''))
  const bits = compressed && (await gunzip(compressed))
  if (!bits || bits.length * 8 < MIN_BITS || index >= bits.length * 8) return null
  // Index 0 is the leftmost bit.
  return (((bits[index >> 3] ?? 0) >> (7 - (index & 7))) & 1) === 1
}

/** Null if the bytes are not gzip, or become too many. */
async function gunzip(compressed: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = []
  let size = 0
  try {
    const reader = new Blob([compressed]).stream().pipeThrough(new DecompressionStream('gzip')).getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > MAX_BYTES) {
        await reader.cancel()
        return null
      }
      parts.push(value)
    }
  } catch {
    return null
  }
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
