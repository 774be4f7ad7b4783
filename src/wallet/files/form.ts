import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { invalid, Problem, problemBecause } from '../../core/problem.ts'
import type { Upload } from './service.ts'

/** Maximum size of a form without its file. */
const WRAPPING_BYTES = 64 * 1024

/**
 * Writes the file in the form's field `file` to an upload. Ignores other text fields.
 * Throws for no file, several files, more than `maxBytes` bytes, or a truncated form.
 */
export async function receiveFile(
  body: Readable,
  headers: IncomingHttpHeaders,
  upload: Upload,
  maxBytes: number,
): Promise<void> {
  const refusal = new AbortController()
  const until = { signal: refusal.signal }
  const refuse = (error: unknown) => refusal.abort(error)
  const form = readerOf(headers, maxBytes)
  let received: Promise<void> | undefined
  // Form and file may emit more errors later. An unhandled one would end the process.
  form.on('error', (error) => refuse(problemBecause(error, 'request.malformed')))
  form.on('filesLimit', () => refuse(invalid('file', 'Send one file, not several.')))
  form.on('file', (name, file) => {
    file.on('error', () => {})
    if (name !== 'file') {
      file.resume()
      refuse(invalid('file', 'Send the file in the field "file".'))
      return
    }
    received = receive(file, upload)
    received.catch(refuse)
  })
  const finished = once(form, 'finish', until)
  finished.catch(refuse)
  try {
    let size = 0
    for await (const part of body.iterator({ destroyOnReturn: false })) {
      size += part.length
      if (size > maxBytes + WRAPPING_BYTES) throw new Problem('request.too_large')
      refusal.signal.throwIfAborted()
      if (!form.write(part)) await once(form, 'drain', until)
    }
    form.end()
    await finished
    await received
  } catch (error) {
    if (refusal.signal.aborted) throw refusal.signal.reason
    // The client disconnected. Other handlers would take this error for one of the database.
    throw error instanceof Problem ? error : problemBecause(error, 'request.malformed')
  } finally {
    refuse(new Error('Nobody waits any more.'))
    // Drains the rest, so that the client receives the response and no connection reset.
    body.resume()
  }
  if (!received) throw invalid('file', 'This field is required.')
}

function readerOf(headers: IncomingHttpHeaders, maxBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders, // There is a content type: it led here.
      limits: {
        files: 1,
        fileSize: maxBytes,
        fields: 100,
        fieldSize: 1024,
        parts: 101,
        headerPairs: 20,
        headerSize: 8192,
      },
    })
  } catch (error) {
    throw problemBecause(error, 'request.malformed')
  }
}

async function receive(file: Readable & { truncated: boolean }, upload: Upload): Promise<void> {
  for await (const part of file) await upload.write(part)
  if (file.truncated) throw new Problem('request.too_large')
}
