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
  // The body is read and checked entry by entry; its schema is for the document.
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
      // What is wrong with all of it shows with the first chunk, while the answer may still be a failure.
      const text = Readable.from(jsonOf(await chunks.next(), chunks))
      return reply.type('application/json; charset=utf-8').send(text as unknown as Summary) // Sent as it is.
    },
  )
}

type Summary = z.output<typeof outcomes>
type WireOutcome = z.output<typeof outcome>

/** Issues certificates, a chunk in a transaction, and goes on where an earlier attempt at the same request broke off. */
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
    // What is half told cannot become a failure any more; of the rest of it, every entry is told what is wrong.
    if (all.length === 0 || !(error instanceof Problem) || error.code === 'idempotency.in_flight') throw error
    const refused = entries.slice(all.length).map((one) => refusal(one, error))
    all.push(...refused)
    await attempt?.keep(context.db.prisma, wholeAnswer(all))
    yield refused
  } finally {
    // Whatever stopped it, be it a client that hung up; an answer that is whole is kept by now.
    await attempt?.giveUp()
  }
}

/** The entries in chunks of one transaction each: one chunk of nothing where there are none. */
function chunksOf(entries: ReadEntry[]): ReadEntry[][] {
  const count = Math.max(1, Math.ceil(entries.length / ENTRIES_AT_ONCE))
  return Array.from({ length: count }, (_, index) =>
    entries.slice(index * ENTRIES_AT_ONCE, (index + 1) * ENTRIES_AT_ONCE),
  )
}

/** What becomes of an entry whose turn comes when nothing can be issued any more, say because the course was deleted. */
function refusal(one: ReadEntry, { message }: Problem): WireOutcome {
  const errors = 'errors' in one ? one.errors : { entry: [message] }
  return { entry: one.number, line: one.line, status: 'invalid', errors }
}

function wholeAnswer(all: WireOutcome[]): Answer {
  return { status: 200, body: JSON.stringify({ outcomes: all, ...countsOf(all) }) }
}

/** Writes outcomes, as they come, in the shape of the answer's schema. */
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

/** Reads all entries of a batch before anything is issued; `content` is the SHA-256 of what was sent. */
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
    // What nobody reads any more is read all the same, so that the client gets its answer and no reset.
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
