// Tar archives (POSIX ustar), as far as backups need them: files with their names, that any `tar` can list and take out.

const BLOCK = 512

export type TarEntry = { name: string; bytes: Uint8Array }

/** An archive of these files. */
export async function* writeTar(entries: AsyncIterable<TarEntry>): AsyncGenerator<Uint8Array> {
  for await (const { name, bytes } of entries) {
    yield headerOf(name, bytes.length)
    yield bytes
    yield Buffer.alloc(-bytes.length & (BLOCK - 1))
  }
  yield Buffer.alloc(2 * BLOCK)
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0, 100)
  header.write('0000600\0', 100)
  header.write('0000000\0'.repeat(2), 108)
  header.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(`${checksumOf(header).toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

/** The sum of all bytes, those of itself taken for spaces. */
function checksumOf(header: Buffer): number {
  let sum = 8 * 0x20
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte
  return sum
}

/** An archive that is none, or is cut off. */
export class MalformedTar extends Error {}

/** The files of an archive, one after the other. */
export async function* readTar(content: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const take = takerOf(content)
  for (;;) {
    const header = await take(BLOCK)
    if (header.every((byte) => byte === 0)) return
    const [name, size, sum] = [textAt(header, 0, 100), textAt(header, 124, 12), textAt(header, 148, 8)] as const
    if (Number.parseInt(sum, 8) !== checksumOf(header)) throw new MalformedTar('It is no archive, or it is damaged.')
    const length = Number.parseInt(size, 8)
    const bytes = await take(length)
    await take(-length & (BLOCK - 1))
    yield { name, bytes }
  }
}

function textAt(header: Buffer, start: number, length: number): string {
  const [text = ''] = header.toString('latin1', start, start + length).split(/[\0 ]/, 1)
  return text
}

/** Makes the function that takes the next so many bytes. */
function takerOf(content: AsyncIterable<Uint8Array>): (length: number) => Promise<Buffer> {
  const chunks = content[Symbol.asyncIterator]()
  let rest = Buffer.alloc(0)
  return async (length) => {
    const parts: Uint8Array[] = [rest]
    let have = rest.length
    while (have < length) {
      const { value, done } = await chunks.next()
      if (done) throw new MalformedTar('It ends too early.')
      parts.push(value)
      have += value.length
    }
    const all = parts.length === 1 ? rest : Buffer.concat(parts)
    rest = all.subarray(length)
    return all.subarray(0, length)
  }
}
