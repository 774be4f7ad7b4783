import { buffer } from 'node:stream/consumers'
import { ReadableStream } from 'node:stream/web'
import { createTarDecoder, createTarPacker } from 'modern-tar'

// The tar archives of backups: plain files, which any `tar` can list and extract.

export type TarEntry = { name: string; bytes: Uint8Array }

/** Packs files into an archive, about as fast as it is read. */
export function writeTar(entries: AsyncIterable<TarEntry>): ReadableStream<Uint8Array> {
  const { readable, controller } = createTarPacker()
  const write = async () => {
    for await (const { name, bytes } of entries) {
      const file = controller.add({ name, size: bytes.length, mode: 0o600 }).getWriter()
      await file.write(bytes)
      await file.close()
    }
    controller.finalize()
  }
  write().catch(controller.error)
  return readable
}

/** An archive that is none, or is cut off. */
export class MalformedTar extends Error {}

/** Reads the files of an archive, one at a time. */
export async function* readTar(content: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const archive = ReadableStream.from(content).pipeThrough(createTarDecoder({ strict: true }))
  try {
    for await (const { header, body } of archive) yield { name: header.name, bytes: await buffer(body) }
  } catch (error) {
    // Errors of the file system have a code, those of the library none.
    if (!(error instanceof Error) || 'code' in error) throw error
    const isCutOff = error.message.includes('truncated')
    throw new MalformedTar(isCutOff ? 'It ends too early.' : 'It is no archive, or it is damaged.', { cause: error })
  }
}
