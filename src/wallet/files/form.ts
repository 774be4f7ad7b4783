import { once } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyHeaders, type BusboyInstance } from '@fastify/busboy'
import { invalid, Problem, problemCausedBy } from '../../core/problem.ts'
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
  const rejection = new AbortController()
  const until = { signal: rejection.signal }
  const reject = (error: unknown) => rejection.abort(error)
  const form = parserOf(headers, maxBytes)
  let received: Promise<void> | undefined
  // Form and file may emit more errors later. An unhandled one would end the process.
  form.on('error', (error) => reject(problemCausedBy(error, 'request.malformed')))
  form.on('filesLimit', () => reject(invalid('file', 'Send one file, not several.')))
  form.on('file', (name, file) => {
    file.on('error', () => {})
    if (name !== 'file') {
      file.resume()
      reject(invalid('file', 'Send the file in the field "file".'))
      return
    }
    received = receive(file, upload)
    received.catch(reject)
  })
  const finished = once(form, 'finish', until)
  finished.catch(reject)
  try {
    let size = 0
    for await (const part of body.iterator({ destroyOnReturn: false })) {
      size += part.length
      if (size > maxBytes + WRAPPING_BYTES) throw new Problem('request.too_large')
      rejection.signal.throwIfAborted()
      if (!form.write(part)) await once(form, 'drain', until)
    }
    form.end()
    await finished
    await received
  } catch (error) {
    if (rejection.signal.aborted) throw rejection.signal.reason
    // The client disconnected. Otherwise the error would look like one of the database.
    throw error instanceof Problem ? error : problemCausedBy(error, 'request.malformed')
  } finally {
    reject(new Error('The form is closed.'))
    // Drains the rest, so that the client receives the response instead of a connection reset.
    body.resume()
  }
  if (!received) throw invalid('file', 'This field is required.')
}

function parserOf(headers: IncomingHttpHeaders, maxBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: headers as BusboyHeaders, // The route requires a content type.
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
    throw problemCausedBy(error, 'request.malformed')
  }
}

async function receive(file: Readable & { truncated: boolean }, upload: Upload): Promise<void> {
  for await (const part of file) await upload.write(part)
  if (file.truncated) throw new Problem('request.too_large')
}
