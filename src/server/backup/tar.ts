import { buffer } from 'node:stream/consumers'
import { ReadableStream } from 'node:stream/web'
import { createTarDecoder, createTarPacker } from 'modern-tar'

// Ordinary tar archives.

export type TarEntry = { name: string; bytes: Uint8Array }

/** Packs files as fast as the archive is read. */
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
    if (!(error instanceof Error) || 'code' in error || error instanceof MalformedTar) throw error
    const isTruncated = error.message.includes('truncated')
    throw new MalformedTar(isTruncated ? 'The archive is truncated.' : 'Not a tar archive, or damaged.', {
      cause: error,
    })
  }
}
