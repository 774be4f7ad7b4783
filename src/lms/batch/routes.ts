import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'
import { encodingNamed } from '../../core/charset.ts'
import type { Attempt, StoredResponse } from '../../core/idempotency.ts'
import { invalid, Problem } from '../../core/problem.ts'
import type { SiteContext, StoreReplay } from '../../core/writeContext.ts'
import { charsetsOf } from '../../http/bodyText.ts'
import { answer } from '../../http/openapi.ts'
import { skipBodyValidation } from '../../http/skipBodyValidation.ts'
import { requireMail } from '../certificates/issue.ts'
import { courseParams } from '../courses/schemas.ts'
import { courseIdOf } from '../courses/service.ts'
import { failuresOf, notFound, postFailures } from '../openapi.ts'
import type { LmsApiOptions } from '../options.ts'
import { contextOf } from '../writeContext.ts'
import { type Format, type ReadEntry, readEntries } from './entries.ts'
import { CHUNK_SIZE, issueInTurn } from './issueInTurn.ts'
import { issueMany } from './issueMany.ts'
import { type EntryOutcome, placeOf, shownOf, validEntries } from './outcomes.ts'
import { planMany } from './planMany.ts'
import { batchContent, batchQuery, type outcome, outcomes } from './schemas.ts'
import { UnreadableEntries } from './unreadable.ts'

const MAX_ENTRIES = 10_000
const MAX_BYTES = 16 * 1024 * 1024

type BatchBody = { format: Format; bytes: Readable; charsets: string[] }

const formats: Record<string, Format> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'text/csv': 'csv',
}

export const batchRoute: FastifyPluginAsyncZod<LmsApiOptions> = async (app, { db, now }) => {
  // The handler validates the body entry by entry. The schema only serves the OpenAPI document.
  app.setValidatorCompiler(skipBodyValidation)
  app.removeAllContentTypeParsers()
  for (const [mediaType, format] of Object.entries(formats)) {
    app.addContentTypeParser(mediaType, async ({ headers }: FastifyRequest, bytes: Readable): Promise<BatchBody> => {
      return { format, bytes, charsets: charsetsOf(headers['content-type']) }
    })
  }

  app.post(
    '/courses/:courseId/certificates/batch',
    {
      config: { bodyIsStream: true },
      schema: {
        operationId: 'issueCertificates',
        summary: 'Issue many certificates',
        description:
          'Issues certificates of a course to up to 10,000 users. Send JSON, NDJSON, or CSV with a header (separated ' +
          'by comma, semicolon or tab). Returns one outcome for each entry. A batch can be sent again: no user gets ' +
          'the same certificate twice. If the body cannot be parsed, issues nothing; the error names the line. ' +
          'docs/inputs.md describes encodings, and the columns of exports.',
        tags: ['Certificates'],
        params: courseParams,
        querystring: batchQuery,
        body: { content: batchContent },
        response: {
          200: answer('Outcome of each entry', outcomes),
          ...postFailures,
          ...notFound('course'),
          ...failuresOf('mail.off', 'idempotency.in_flight'),
        },
      },
    },
    async (request, reply) => {
      const body = request.body as unknown as BatchBody | undefined // All content type parsers return this type.
      if (!body) throw invalid('body', 'The body is empty.')
      const { params, query } = request
      const { entries, content, notes } = await readBatch(body, query)
      const context = contextOf(request, db, now())
      requireMail(context, query.notify)
      const courseId = await courseIdOf(db, context.siteId, params.courseId)
      reply.type('application/json; charset=utf-8')
      if (query.dryRun) {
        const planned = await planMany(context, courseId, validEntries(entries), query)
        return reply.send(
          summaryOf(shownOf(entries, planned, context.publicUrl), { ...notes, dryRun: true }) as unknown as Summary,
        )
      }
      if (await request.replayOrBegin(reply, content)) return reply
      const { attempt } = request
      const chunks = issueInChunks(context, courseId, entries, { ...query, attempt, notes })
      // An error in the first chunk can still become an error response.
      const text = Readable.from(jsonOf(await chunks.next(), chunks, notes))
      // Fastify sends texts and streams unchanged.
      return reply.send(text as unknown as Summary)
    },
  )
}

type BatchQuery = z.output<typeof batchQuery>
type Summary = z.output<typeof outcomes>
type WireOutcome = z.output<typeof outcome>

/** What a response says of the whole batch. */
type Notes = Pick<Summary, 'ignoredColumns' | 'dryRun'>

/** Issues one chunk per transaction. Continues where an earlier attempt at the same request stopped. */
async function* issueInChunks(
  context: Omit<SiteContext, 'storeReplay'>,
  courseId: number,
  entries: ReadEntry[],
  {
    attempt,
    createUsers,
    notify,
    notes,
  }: { attempt: Attempt | null; notes: Notes } & Pick<BatchQuery, 'createUsers' | 'notify'>,
): AsyncGenerator<WireOutcome[], void> {
  const all: WireOutcome[] = attempt?.progress ? JSON.parse(attempt.progress) : []
  if (all.length > 0) yield all.slice()
  const issued = issueInTurn(chunksOf(entries.slice(all.length)), async (chunk, turn) => {
    const shown = (outcomes: EntryOutcome[]) => shownOf(chunk, outcomes, context.publicUrl)
    const storeReplay: StoreReplay<EntryOutcome[]> | undefined = attempt
      ? (tx, outcomes) => {
          const known = [...all, ...shown(outcomes)]
          if (known.length < entries.length) return attempt.saveProgress(tx, JSON.stringify(known))
          return attempt.storeResponse(tx, responseOf(known, notes))
        }
      : undefined
    const outcomes = shown(
      await issueMany({ ...context, storeReplay }, courseId, validEntries(chunk), { createUsers, notify, turn }),
    )
    all.push(...outcomes)
    return outcomes
  })
  try {
    for await (const { outcomes } of issued) yield outcomes
  } catch (error) {
    // After the first chunk the response has begun. Reports the error for every remaining entry instead.
    if (all.length === 0 || !(error instanceof Problem) || error.code === 'idempotency.in_flight') throw error
    const failed = entries.slice(all.length).map((one) => failedOutcome(one, error))
    all.push(...failed)
    await attempt?.storeResponse(context.db.prisma, responseOf(all, notes))
    yield failed
  } finally {
    // Runs on every end, also if the client disconnects. A complete response is already stored.
    await attempt?.release()
  }
}

/** Splits entries into chunks of one transaction each. Returns one empty chunk for no entries. */
function chunksOf(entries: ReadEntry[]): ReadEntry[][] {
  const count = Math.max(1, Math.ceil(entries.length / CHUNK_SIZE))
  return Array.from({ length: count }, (_, index) => entries.slice(index * CHUNK_SIZE, (index + 1) * CHUNK_SIZE))
}

/** Outcome of an entry after issuing has failed, for example because the course was deleted. */
function failedOutcome(one: ReadEntry, { message }: Problem): WireOutcome {
  const errors = 'errors' in one ? one.errors : { entry: [message] }
  return { ...placeOf(one), status: 'invalid', errors }
}

function responseOf(all: WireOutcome[], notes: Notes): StoredResponse {
  return { status: 200, body: summaryOf(all, notes) }
}

function summaryOf(all: WireOutcome[], notes: Notes): string {
  return JSON.stringify({ outcomes: all, ...countsOf(all), ...notes })
}

/** Streams outcomes as JSON in the shape of the response schema. */
async function* jsonOf(
  first: IteratorResult<WireOutcome[], void>,
  rest: AsyncIterable<WireOutcome[]>,
  notes: Notes,
): AsyncGenerator<string, void> {
  const counts = countsOf(first.value ?? [])
  yield `{"outcomes":[${listed(first.value ?? [])}`
  for await (const chunk of rest) {
    yield `,${listed(chunk)}`
    for (const { status } of chunk) counts[status] += 1
  }
  yield `],${JSON.stringify({ ...counts, ...notes }).slice(1)}`
}

function listed(chunk: WireOutcome[]): string {
  return chunk.map((one) => JSON.stringify(one)).join()
}

function countsOf(all: WireOutcome[]): Pick<Summary, WireOutcome['status']> {
  const counts = { issued: 0, exists: 0, invalid: 0 }
  for (const { status } of all) counts[status] += 1
  return counts
}

type ReadBatch = { entries: ReadEntry[]; content: string; notes: Notes }

/** Reads all entries before issuing starts. `content` identifies the bytes of the body, as it was decoded. */
async function readBatch(
  { bytes: body, format, charsets }: BatchBody,
  { charset, ignoreUnknownColumns, dates }: Pick<BatchQuery, 'charset' | 'ignoreUnknownColumns' | 'dates'>,
): Promise<ReadBatch> {
  if (dates && format !== 'csv') {
    throw invalid('dates', 'dates=excel is for CSV. Send dates as ISO dates or Unix seconds.')
  }
  const digest = createHash('sha256')
  const entries: ReadEntry[] = []
  const notes: Notes = {}
  const declared = [...charsets, ...(charset === undefined ? [] : [charset])]
  try {
    const bytes = readLimited(body, (part) => digest.update(part))
    const read = readEntries(bytes, format, {
      entries: MAX_ENTRIES,
      charsets: declared,
      hasExcelDays: dates === 'excel',
      ignoreUnknownColumns,
      onIgnored: (headers) => {
        notes.ignoredColumns = headers
      },
    })
    for await (const entry of read) entries.push(entry)
    const encodings = declared.map(encodingNamed).filter((encoding) => encoding !== 'utf-8')
    return { entries, content: [digest.digest('base64'), ...new Set(encodings)].join(' '), notes }
  } catch (error) {
    if (!(error instanceof UnreadableEntries)) throw error
    throw invalid(error.line === null ? 'body' : `line ${error.line}`, error.message)
  } finally {
    // Drains the rest, so that the client receives the response and no connection reset.
    body.resume()
  }
}

async function* readLimited(body: Readable, onPart: (part: Buffer) => void): AsyncGenerator<Buffer, void> {
  let size = 0
  for await (const part of body.iterator({ destroyOnReturn: false })) {
    size += part.length
    if (size > MAX_BYTES) throw new Problem('request.too_large')
    onPart(part)
    yield part
  }
}
