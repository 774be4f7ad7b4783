import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { SingleBar } from 'cli-progress'
import { Command, Option } from 'commander'
import { masked } from '../core/log.ts'
import type { FieldErrors } from '../core/problem.ts'
import { Explained } from '../explained.ts'
import { type ReadEntry, readEntries } from '../lms/batch/entries.ts'
import type { Entry } from '../lms/batch/entrySchema.ts'
import { CHUNK_SIZE, issueInTurn } from '../lms/batch/issueInTurn.ts'
import { issueMany } from '../lms/batch/issueMany.ts'
import { decidedOf, type PlannedOutcome, validEntries } from '../lms/batch/outcomes.ts'
import { planMany } from '../lms/batch/planMany.ts'
import { UnreadableEntries } from '../lms/batch/unreadable.ts'
import { requireMail } from '../lms/certificates/issue.ts'
import { type CourseKey, courseIdOf } from '../lms/courses/service.ts'
import { charsetOption, courseOption, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { withDatabase } from './withDatabase.ts'

type Options = {
  course: CourseKey
  site?: number
  createUsers: boolean
  dryRun: boolean
  notify?: boolean
  ignoreUnknownColumns: boolean
  charset?: string
  dates?: 'excel'
}

export function importCertificatesCommand(): Command {
  return new Command('certificates')
    .description('issue certificates of a course from CSV; run it again to continue after an interruption')
    .argument('<file>', 'CSV with a header; columns: email or userId, name, achievedAt, expiresAt, certificateName, …')
    .requiredOption('--course <id>', 'course of the certificates: its id, or ext: and its external id', courseOption)
    .option('--site <id>', 'site of the course (default: the first one)', wholeNumber)
    .option('--create-users', 'create users for unknown email addresses', false)
    .option('--dry-run', 'print what would happen, and change nothing', false)
    .option('--notify', 'send mails to the users (default: as the course and the site choose)')
    .option('--no-notify', 'send no mails to the users')
    .option('--ignore-unknown-columns', 'ignore columns with an unknown header, and print them', false)
    .addOption(
      new Option('--dates <form>', 'read numbers of five digits in date columns as days of Excel').choices(['excel']),
    )
    .addOption(charsetOption())
    .action(importCertificates)
}

async function importCertificates(file: string, options: Options): Promise<void> {
  const { course, site, createUsers, dryRun, notify, ignoreUnknownColumns, charset, dates } = options
  const { size } = await stat(file)
  const counts = { issued: 0, exists: 0, invalid: 0 }
  const excelColumns = new Set<string>()
  await withDatabase(async (db) => {
    const { id: siteId } = await chosenSite(db, site)
    const contextNow = () => ({ db, siteId, ...by('import certificates') })
    requireMail(contextNow(), notify)
    const courseId = await courseIdOf(db, siteId, course)
    const bar = new SingleBar({ format: '{bar} {percentage}% {rows} rows', clearOnComplete: true })
    bar.start(size, 0, { rows: 0 })
    try {
      const input = createReadStream(file)
      const read = readEntries(input, 'csv', {
        entries: Number.POSITIVE_INFINITY,
        charsets: charset === undefined ? [] : [charset],
        hasExcelDays: dates === 'excel',
        ignoreUnknownColumns,
        onIgnored: (headers) => console.error(`${file}: ignored columns: ${headers.map(masked).join(', ')}`),
      })
      const imported = dryRun
        ? planAll(read, (entries) => planMany(contextNow(), courseId, entries, { createUsers }))
        : issueInTurn(inChunks(read), (chunk, turn) =>
            issueMany(contextNow(), courseId, validEntries(chunk), { createUsers, notify, turn }),
          )
      for await (const { chunk, outcomes } of imported) {
        for (const { one, outcome } of decidedOf<PlannedOutcome>(chunk, outcomes)) {
          counts[outcome.status] += 1
          for (const column of Object.keys(one.excelDays ?? {})) excelColumns.add(column)
          if (outcome.status !== 'invalid') continue
          // Mask secrets, because scheduled runs log this line. Its numbers identify the row.
          const place = `row ${one.number} (line ${one.line})`
          console.error(`${file}, ${place}: ${masked(sentenceOf(outcome.errors))}`)
        }
        bar.update(input.bytesRead, { rows: counts.issued + counts.exists + counts.invalid })
      }
    } catch (error) {
      if (error instanceof UnreadableEntries) throw new Explained(`${file}: ${error.message}`, { cause: error })
      throw error
    } finally {
      bar.stop()
    }
  })
  for (const column of excelColumns) console.log(`Column ${column} was read as days of Excel.`)
  const [issued, rejected] = dryRun ? ['would be issued', 'would be rejected'] : ['issued', 'rejected']
  console.log(`${counts.issued} ${issued}, ${counts.exists} existing, ${counts.invalid} ${rejected}.`)
  if (counts.invalid > 0) process.exitCode = 1
}

/** Plans all entries at once, because an entry may repeat any earlier one. */
async function* planAll(read: AsyncIterable<ReadEntry>, plan: (entries: Entry[]) => Promise<PlannedOutcome[]>) {
  const chunk: ReadEntry[] = []
  for await (const entry of read) chunk.push(entry)
  yield { chunk, outcomes: await plan(validEntries(chunk)) }
}

async function* inChunks(entries: AsyncIterable<ReadEntry>): AsyncGenerator<ReadEntry[], void> {
  let chunk: ReadEntry[] = []
  for await (const entry of entries) {
    chunk.push(entry)
    if (chunk.length < CHUNK_SIZE) continue
    yield chunk
    chunk = []
  }
  yield chunk
}

function sentenceOf(errors: FieldErrors): string {
  return Object.entries(errors)
    .map(([field, sentences]) => `${field}: ${sentences.join(' ')}`)
    .join('; ')
}
