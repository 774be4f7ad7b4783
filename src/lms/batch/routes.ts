import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import type { Answer, Attempt } from '../../core/idempotency.ts'
import { invalid, Problem } from '../../core/problem.ts'
import type { SiteContext, StoreReplay } from '../../core/writeContext.ts'
import { checkAllButBody } from '../../http/bodyIsStream.ts'
import { answer } from '../../http/openapi.ts'
import { courseParams } from '../courses/schemas.ts'
import { notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { type Format, type ReadEntry, readEntries } from './entries.ts'
import { ENTRIES_AT_ONCE, issueInTurn } from './issueInTurn.ts'
import { issueMany } from './issueMany.ts'
import { type EntryOutcome, outcomesOf, readable } from './outcomes.ts'
import { batchContent, batchQuery, type outcome, outcomes } from './schemas.ts'
import { UnreadableEntries } from './unreadable.ts'

const MAX_ENTRIES = 10_000
const MAX_BYTES = 16 * 1024 * 1024

type BatchBody = { format: Format; bytes: Readable }

const formats: Record<string, Format> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
}

export const batchRoute: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  // The handler validates the body entry by entry. The schema only serves the OpenAPI document.
  app.setValidatorCompiler(checkAllButBody)
  app.removeAllContentTypeParsers()
  for (const [mediaType, format] of Object.entries(formats)) {
    app.addContentTypeParser(mediaType, (_request, bytes, done) => done(null, { format, bytes }))
  }

  app.post(
    '/courses/:courseId/certificates/batch',
    {
      config: { bodyIsStream: true },
      schema: {
        operationId: 'issueCertificates',
        summary: 'Issue many certificates',
        description:
          'Issues certificates of a course to up to 10,000 users, sent as JSON, NDJSON or CSV (with a header; comma, ' +
          'semicolon or tab), and answers what became of each: nobody gets a certificate twice, so that a batch may be ' +
          'sent again. What cannot be read as a whole is refused as a whole, with the line that is wrong.',
        tags: ['Certificates'],
        params: courseParams,
        querystring: batchQuery,
        body: { content: batchContent },
        response: { 200: answer('What became of each entry', outcomes), ...postFailures, ...notFound('course') },
      },
    },
    async (request, reply) => {
      const body = request.body as unknown as BatchBody | undefined // What our parsers make of every body.
      if (!body) throw invalid('body', 'There is nothing to read: it is empty.')
      const { entries, content } = await readBatch(body.bytes, body.format)
      if (await request.replayOrBegin(reply, content)) return reply
      const { params, query, attempt } = request
      const context = contextOf(request, db, now())
      const chunks = issueInChunks(context, params.courseId, entries, { ...query, attempt })
      // An error in the first chunk can still become an error response.
      const text = Readable.from(jsonOf(await chunks.next(), chunks))
      return reply.type('application/json; charset=utf-8').send(text as unknown as Summary) // Sent as it is.
    },
  )
}

type Summary = z.output<typeof outcomes>
type WireOutcome = z.output<typeof outcome>

/** Issues one chunk per transaction. Continues where an earlier attempt at the same request stopped. */
async function* issueInChunks(
  context: Omit<SiteContext, 'storeReplay'>,
  courseId: number,
  entries: ReadEntry[],
  { attempt, createUsers }: { attempt: Attempt | null; createUsers: boolean },
): AsyncGenerator<WireOutcome[], void> {
  const all: WireOutcome[] = attempt?.noted ? JSON.parse(attempt.noted) : []
  if (all.length > 0) yield all.slice()
  const issued = issueInTurn(chunksOf(entries.slice(all.length)), async (chunk, turn) => {
    const storeReplay: StoreReplay<EntryOutcome[]> | undefined = attempt
      ? (tx, results) => {
          const known = [...all, ...outcomesOf(chunk, results)]
          if (known.length < entries.length) return attempt.note(tx, JSON.stringify(known))
          return attempt.keep(tx, wholeAnswer(known))
        }
      : undefined
    const outcomes = await issueMany({ ...context, storeReplay }, courseId, readable(chunk), { createUsers, turn })
    all.push(...outcomesOf(chunk, outcomes))
    return outcomes
  })
  try {
    for await (const { chunk, outcomes } of issued) yield outcomesOf(chunk, outcomes)
  } catch (error) {
    // After the first chunk the response has begun. Reports the error for every remaining entry instead.
    if (all.length === 0 || !(error instanceof Problem) || error.code === 'idempotency.in_flight') throw error
    const refused = entries.slice(all.length).map((one) => refusal(one, error))
    all.push(...refused)
    await attempt?.keep(context.db.prisma, wholeAnswer(all))
    yield refused
  } finally {
    // Runs on every end, also if the client disconnects. A complete response is already stored.
    await attempt?.giveUp()
  }
}

/** Splits entries into chunks of one transaction each. Returns one empty chunk for no entries. */
function chunksOf(entries: ReadEntry[]): ReadEntry[][] {
  const count = Math.max(1, Math.ceil(entries.length / ENTRIES_AT_ONCE))
  return Array.from({ length: count }, (_, index) =>
    entries.slice(index * ENTRIES_AT_ONCE, (index + 1) * ENTRIES_AT_ONCE),
  )
}

/** Outcome of an entry after issuing has failed, for example because the course was deleted. */
function refusal(one: ReadEntry, { message }: Problem): WireOutcome {
  const errors = 'errors' in one ? one.errors : { entry: [message] }
  return { entry: one.number, line: one.line, status: 'invalid', errors }
}

function wholeAnswer(all: WireOutcome[]): Answer {
  return { status: 200, body: JSON.stringify({ outcomes: all, ...countsOf(all) }) }
}

/** Streams outcomes as JSON in the shape of the response schema. */
async function* jsonOf(
  first: IteratorResult<WireOutcome[], void>,
  rest: AsyncIterable<WireOutcome[]>,
): AsyncGenerator<string, void> {
  const counts = countsOf(first.value ?? [])
  yield `{"outcomes":[${listed(first.value ?? [])}`
  for await (const chunk of rest) {
    yield `,${listed(chunk)}`
    for (const { status } of chunk) counts[status] += 1
  }
  yield `],${JSON.stringify(counts).slice(1)}`
}

function listed(chunk: WireOutcome[]): string {
  return chunk.map((one) => JSON.stringify(one)).join()
}

function countsOf(all: WireOutcome[]): Omit<Summary, 'outcomes'> {
  const counts = { issued: 0, exists: 0, invalid: 0 }
  for (const { status } of all) counts[status] += 1
  return counts
}

/** Reads all entries before issuing starts. `content` is the SHA-256 of the body. */
async function readBatch(body: Readable, format: Format): Promise<{ entries: ReadEntry[]; content: string }> {
  const digest = createHash('sha256')
  const entries: ReadEntry[] = []
  try {
    const bytes = bounded(body, (part) => digest.update(part))
    for await (const entry of readEntries(bytes, format, { entries: MAX_ENTRIES })) entries.push(entry)
    return { entries, content: digest.digest('base64') }
  } catch (error) {
    if (!(error instanceof UnreadableEntries)) throw error
    throw invalid(error.line === null ? 'body' : `line ${error.line}`, error.message)
  } finally {
    // Drains the rest, so that the client receives the response and no connection reset.
    body.resume()
  }
}

async function* bounded(body: Readable, see: (part: Buffer) => void): AsyncGenerator<Buffer, void> {
  let size = 0
  for await (const part of body.iterator({ destroyOnReturn: false })) {
    size += part.length
    if (size > MAX_BYTES) throw new Problem('request.too_large')
    see(part)
    yield part
  }
}
