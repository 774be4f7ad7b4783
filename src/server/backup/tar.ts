import { buffer } from 'node:stream/consumers'
import { ReadableStream } from 'node:stream/web'
import { createTarDecoder, createTarPacker } from 'modern-tar'

// Any `tar` can list and extract these archives.

export type TarEntry = { name: string; bytes: Uint8Array }

/** Packs files about as fast as the archive is read. */
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

export class MalformedTar extends Error {}

export async function* readTar(content: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const archive = ReadableStream.from(content).pipeThrough(createTarDecoder({ strict: true }))
  try {
    for await (const { header, body } of archive) yield { name: header.name, bytes: await buffer(body) }
  } catch (error) {
    // Errors of the file system have a code; errors of the library do not.
    if (!(error instanceof Error) || 'code' in error) throw error
    const isCutOff = error.message.includes('truncated')
    throw new MalformedTar(isCutOff ? 'It ends too early.' : 'It is no archive, or it is damaged.', { cause: error })
  }
}
