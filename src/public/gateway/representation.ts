import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../core/problem.ts'
import { matchesEntityTag } from '../../http/entityTag.ts'
import type { Span } from '../../ipfs/file.ts'

export type Representation = {
  etag: string
  type: string
  disposition: string
  /** False if the disposition may change: then caches may keep it for minutes only. */
  isPermanent: boolean
  /** In bytes. Null if unknown before reading; ranges are not supported then. */
  size: number | null
  open(span: Span): Promise<Readable | Uint8Array>
}

/** How long (ms) a client may stop reading a response before its connection is closed. */
const STALL_MS = 60_000

/** Sends content or a range, for GET and HEAD (RFC 9110, sections 13, 14). Prevents browsers from running it. */
export async function sendRepresentation(
  { method, headers }: FastifyRequest,
  reply: FastifyReply,
  { etag, type, disposition, isPermanent, size, open }: Representation,
): Promise<FastifyReply> {
  const cacheHeaders = {
    etag,
    // Also with 304, so that caches learn of a changed disposition.
    'content-disposition': disposition,
    'cache-control': isPermanent ? 'public, max-age=31536000, immutable' : 'public, max-age=300',
  }
  if (matchesEntityTag(etag, headers['if-none-match'])) return reply.code(304).headers(cacheHeaders).send()

  const all = { start: 0, end: size ?? Number.POSITIVE_INFINITY }
  const mayBeRange = method === 'GET' && (headers['if-range'] === undefined || headers['if-range'] === etag)
  const span = size !== null && mayBeRange ? spanOf(headers.range, size) : null
  if (span === 'unsatisfiable') {
    reply.headers({ 'content-range': `bytes */${size}`, 'accept-ranges': 'bytes' })
    throw new Problem('range.unsatisfiable', `The document has ${size} bytes, and none in the requested range.`)
  }
  const { start, end } = span ?? all
  const content = method === 'GET' ? await open({ start, end }) : undefined
  reply.headers({
    ...cacheHeaders,
    'content-type': type,
    // PDF viewers do not work in a sandbox, and do not run scripts of the page.
    ...(type !== 'application/pdf' && { 'content-security-policy': "default-src 'none'; sandbox" }),
    'accept-ranges': size === null ? 'none' : 'bytes',
    ...(size !== null && { 'content-length': end - start }),
  })
  if (span) reply.code(206).header('content-range', `bytes ${start}-${end - 1}/${size}`)
  reply.raw.setTimeout(STALL_MS, () => reply.raw.destroy())
  return reply.send(content)
}

/** Null if there is no range, a malformed one, or several: RFC 9110 allows a full response then. */
function spanOf(range: string | undefined, size: number): Span | 'unsatisfiable' | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return null
  if (first === '') {
    const start = Math.max(size - Number(last), 0)
    return start < size ? { start, end: size } : 'unsatisfiable'
  }
  const start = Number(first)
  const end = last === '' ? size : Math.min(Number(last) + 1, size)
  if (last !== '' && Number(last) < start) return null
  return start < size ? { start, end } : 'unsatisfiable'
}
