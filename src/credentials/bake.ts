import { crc32 } from 'node:zlib'

/** Length of the last chunk of every PNG (IEND): its length, its name and its checksum. */
const END_LENGTH = 12

/** Returns a PNG with a credential inside, as Open Badges 3.0 requires: in one `iTXt` chunk, not compressed. */
export function bakePng(png: Uint8Array, credential: string): Buffer {
  // The keyword, no compression, no language, and no translated keyword.
  const named = Buffer.from(`iTXtopenbadgecredential\0\0\0\0\0${credential}`)
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(named.length - 'iTXt'.length)
  sum.writeUInt32BE(crc32(named))
  const end = png.length - END_LENGTH
  return Buffer.concat([png.subarray(0, end), length, named, sum, png.subarray(end)])
}
