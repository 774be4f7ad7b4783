import vectors from '../../vectors/cids.json' with { type: 'json' }

/** The files of vectors/cids.json with their bytes and the CIDs that `ipfs add` gives them. */
export const files = vectors.files.map(({ name, utf8, zeros, length, v0, v1 }) => {
  const pattern = Uint8Array.from({ length: length ?? 0 }, (_, i) => ((7 * i) & 255) % 251)
  const bytes = utf8 !== undefined ? new TextEncoder().encode(utf8) : zeros ? new Uint8Array(zeros) : pattern
  return { name, bytes, v0, v1 }
})

/** Streams the bytes of a file in chunks of a size that no chunker uses. */
export async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 10_007) yield bytes.subarray(start, start + 10_007)
}
