import { hash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import { type HttpAnswer, httpSender } from './http.ts'
import { readPage, textOf } from './listing.ts'
import {
  type Bucket,
  ObjectDamaged,
  type ObjectStat,
  type Objects,
  ObjectsFull,
  ObjectsUnavailable,
} from './objects.ts'

export type Credentials = { id: string; secret: string; token: string | undefined }

/** Maximum time (ms) of one attempt, and number of attempts. All requests can be repeated. */
const ATTEMPT_MS = 10_000
const ATTEMPTS = 3

/** Time (ms) before the second attempt. It doubles. */
const PAUSE_MS = 100

/** Maximum size of a list. A page has 1000 objects. */
const MAX_LIST_BYTES = 4 * 1024 * 1024

/** Header with the SHA-256 of an object. */
const SHA256 = 'x-amz-meta-sha256'

type Call = { method: 'GET' | 'HEAD' | 'PUT' | 'DELETE'; url: URL; body?: Uint8Array; maxBytes?: number }

/** The request failed for a moment: another attempt may succeed. */
class Temporary extends Error {}

/** Opens a bucket. Puts it into the path of addresses, which every S3 server understands. */
export function openS3({ bucket, prefix, endpoint, region }: Bucket, credentials: Credentials): Objects {
  const base = `${endpoint}/${bucket}`
  const urlOf = (key: string) => new URL(`${base}/${prefix}${key}`)
  // Keeps the signing keys of a day.
  const cache = new Map<string, ArrayBuffer>()
  const exchange = httpSender(endpoint)

  async function send({ method, url, body, maxBytes = MAX_LIST_BYTES }: Call, signal: AbortSignal) {
    const sha256 = hash('sha256', body ?? '')
    const headers = { 'x-amz-content-sha256': sha256, ...(body && { [SHA256]: sha256 }) }
    const { id: accessKeyId, secret: secretAccessKey, token } = credentials
    const signed = await new AwsV4Signer({
      ...{ method, url: url.href, headers, service: 's3', region, cache, accessKeyId, secretAccessKey },
      ...(token !== undefined && { sessionToken: token }),
    }).sign()
    return exchange({ method, url: signed.url, headers: Object.fromEntries(signed.headers), body, maxBytes }, signal)
  }

  /** Returns an answer of success, or null if there is no such object. */
  async function attempt(call: Call, signal: AbortSignal | undefined): Promise<HttpAnswer | null> {
    const deadline = AbortSignal.timeout(ATTEMPT_MS)
    try {
      const answer = await send(call, signal ? AbortSignal.any([signal, deadline]) : deadline)
      return isMissing(call, answer) ? null : answer
    } catch (error) {
      const isKnown = error instanceof ObjectsUnavailable || error instanceof ObjectsFull
      if (isKnown || error instanceof ObjectDamaged || error instanceof Temporary) throw error
      throw new Temporary('The object store did not answer.', { cause: error })
    }
  }

  async function ask(call: Call, signal?: AbortSignal): Promise<HttpAnswer | null> {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await attempt(call, signal)
      } catch (error) {
        if (!(error instanceof Temporary)) throw error
        if (attempts === ATTEMPTS || signal?.aborted) throw new ObjectsUnavailable(error.message, { cause: error })
        const pause = PAUSE_MS * 2 ** (attempts - 1)
        await wait(pause * (0.5 + Math.random()), undefined, signal && { signal }).catch(() => {})
      }
    }
  }

  const get: Objects['get'] = async (key, maxBytes, signal) => {
    const answer = await ask({ method: 'GET', url: urlOf(key), maxBytes }, signal)
    if (!answer) return null
    const sha256 = answer.headers[SHA256]
    if (sha256 !== undefined && sha256 !== hash('sha256', answer.bytes)) throw new ObjectDamaged(`${key} is damaged.`)
    return answer.bytes
  }

  return {
    get,

    async stat(key, signal) {
      const answer = await ask({ method: 'HEAD', url: urlOf(key) }, signal)
      if (answer) return statOf(answer, Number(answer.headers['content-length']))
      // A HEAD has no error code: the bucket may be missing.
      const found = await ask({ method: 'GET', url: urlOf(key) }, signal)
      return found && statOf(found, found.bytes.length)
    },

    async put(key, bytes) {
      const answer = await ask({ method: 'PUT', url: urlOf(key), body: bytes })
      if (!answer) throw new ObjectsUnavailable('The object store did not store the object.')
    },

    async remove(key) {
      await ask({ method: 'DELETE', url: urlOf(key) })
    },

    async *list(start) {
      let next: string | null = null
      do {
        const url = new URL(base)
        url.searchParams.set('prefix', prefix + start)
        if (next !== null) url.searchParams.set('marker', next)
        const answer: HttpAnswer | null = await ask({ method: 'GET', url })
        if (!answer) throw new ObjectsUnavailable('The object store returned no list.')
        const page = readPage(Buffer.from(answer.bytes).toString())
        for (const { key, ...stat } of page.objects) yield { ...stat, key: key.slice(prefix.length) }
        next = page.next
      } while (next !== null)
    },
  }
}

/** Returns whether there is no such object. Throws for every other failure: an outage must not look like a miss. */
function isMissing({ method, url }: Call, { status, bytes }: HttpAnswer): boolean {
  if (status === 200 || status === 204) return false
  const text = Buffer.from(bytes).toString()
  const code = textOf(text, 'Code')
  if (status === 404 && (method === 'HEAD' || code === 'NoSuchKey')) return true
  const failure = `The object store answered ${method} ${url.pathname} with ${status}${code ? ` (${code})` : ''}.`
  if (status === 507 || /^(QuotaExceeded|XMinioStorageFull|InsufficientStorage)/.test(code ?? '')) {
    throw new ObjectsFull(failure)
  }
  if (status === 403) {
    const needed = 's3:GetObject, s3:PutObject, s3:DeleteObject, s3:ListBucket'
    throw new ObjectsUnavailable(`${failure} Check the credentials, and that they permit ${needed}.`)
  }
  if (status >= 500 || status === 429 || status === 408) throw new Temporary(failure)
  throw new ObjectsUnavailable(`${failure} Check OBJECT_STORE_URL: endpoint, region and bucket.`)
}

function statOf({ headers }: HttpAnswer, size: number): ObjectStat {
  const at = new Date(headers['last-modified'] ?? '')
  if (Number.isSafeInteger(size) && !Number.isNaN(at.getTime())) return { size, at }
  throw new ObjectsUnavailable('The object store did not return the size or the time of an object.')
}
