import { SingleBar } from 'cli-progress'
import { Command } from 'commander'
import { z } from 'zod'
import { isVisible } from '../core/fields.ts'
import { achievementTypes, DEFAULT_ACHIEVEMENT_TYPE } from '../credentials/achievementTypes.ts'
import type { Database } from '../database/client.ts'
import { type CatalogueCourse, importCourses } from '../lms/courses/service.ts'
import { importIndustries, importSkills } from '../wallet/certificates/catalogues.ts'
import { charsetOption, wholeNumber } from './arguments.ts'
import { by } from './author.ts'
import { chosenSite } from './chosenSite.ts'
import { importCertificatesCommand } from './importCertificates.ts'
import { type Format, readTable, type Table } from './table.ts'
import { withDatabase } from './withDatabase.ts'

export function importCommand(): Command {
  const command = new Command('import').addCommand(importCertificatesCommand())

  command
    .command('courses')
    .description('import courses into a site from CSV')
    .argument('<file>', `CSV without a header; columns: ${courseColumns.join(', ')}; separate several values by |||`)
    .option('--site <id>', 'site of the courses (default: the first one)', wholeNumber)
    .addOption(charsetOption())
    .action((file: string, options: Options & { site?: number }) =>
      importFile({ ...options, file, format: 'csv', what: 'courses', toItem: toCourse }, async (db) => {
        const site = await chosenSite(db, options.site)
        return (courses) => importCourses({ db, siteId: site.id, ...by('import courses') }, courses)
      }),
    )

  command
    .command('skills')
    .description('import the catalogue of skills')
    .argument('<file>', 'text file with one skill per line')
    .addOption(charsetOption())
    .action((file: string, options: Options) =>
      importFile(
        { ...options, file, format: 'lines', what: 'skills', toItem: (cells) => name.parse(cells.join('\0')) },
        async (db) => {
          return (names) => importSkills(db, by('import skills'), names)
        },
      ),
    )

  command
    .command('industries')
    .description('import the catalogue of industries')
    .argument('<file>', 'CSV without a header; columns: id, groups, name')
    .addOption(charsetOption())
    .action((file: string, options: Options) =>
      importFile(
        { ...options, file, format: 'csv', what: 'industries', toItem: ([, , industry]) => name.parse(industry) },
        async (db) => {
          return (names) => importIndustries(db, by('import industries'), names)
        },
      ),
    )

  return command
}

const cell = z
  .string({ error: 'is missing' })
  .trim()
  .regex(/^[^\0]*$/, 'contains a NUL')
  .normalize('NFC')
const name = cell.refine(isVisible, 'must not be empty').max(130, 'is longer than 130 characters')

const courseColumns = [
  'id',
  'name',
  'provider',
  'institution',
  'category',
  'subcategory',
  'link',
  'start',
  'weeks',
  'media',
  'criteria',
  'achievementType',
] as const

const courseRow = z.object({
  id: z.string().regex(/^\d{1,18}$/, 'must be a whole number'),
  name: cell.refine(isVisible, 'must not be empty').max(255, 'is longer than 255 characters'),
  provider: cell,
  institution: cell,
  category: cell,
  subcategory: cell,
  link: cell,
  start: cell.transform((start) => (start === 'NA' ? '' : start)),
  weeks: cell,
  criteria: cell.max(5000, 'is longer than 5000 characters'),
  achievementType: z.enum(['', ...achievementTypes], 'is no achievement type of Open Badges 3.0'),
})

function toCourse(cells: string[]): CatalogueCourse {
  const row = courseRow.parse(Object.fromEntries(courseColumns.map((column, index) => [column, cells[index] ?? ''])))
  const institution = row.institution.split('|||').join(', ')
  return {
    externalId: row.id,
    name: row.name,
    annotation: [institution, row.provider].filter(Boolean).join(' · '),
    description: [
      [row.category, row.subcategory].filter(Boolean).join(': '),
      row.link,
      row.start && `Start: ${row.start}`,
      row.weeks && `Weeks: ${row.weeks}`,
    ]
      .filter(Boolean)
      .join('\n'),
    criteria: row.criteria || null,
    achievementType: row.achievementType || DEFAULT_ACHIEVEMENT_TYPE,
  }
}

const BATCH = 500

type Options = { charset?: string }

type Import<Item> = Options & { file: string; format: Format; what: string; toItem: (cells: string[]) => Item }

/** Imports a table. Reports invalid rows and skips them. */
async function importFile<Item>(
  { file, format, charset, what, toItem }: Import<Item>,
  prepare: (db: Database) => Promise<(items: Item[]) => Promise<number>>,
): Promise<void> {
  const table = await readTable(file, format, charset)
  await withDatabase(async (db) => {
    const result = await importTable(table, toItem, await prepare(db))
    for (const problem of result.rejected) console.error(`${file}, ${problem}`)
    console.log(`${result.read} ${what} read, ${result.added} added, ${result.rejected.length} rejected.`)
    if (result.rejected.length > 0) process.exitCode = 1
  })
}

async function importTable<Item>(
  table: Table,
  toItem: (cells: string[]) => Item,
  add: (items: Item[]) => Promise<number>,
) {
  const result = { read: 0, added: 0, rejected: [] as string[] }
  const bar = new SingleBar({ format: '{bar} {percentage}%', clearOnComplete: true })
  bar.start(table.size, 0)
  try {
    let batch: Item[] = []
    for await (const row of table.rows) {
      result.read += 1
      try {
        batch.push(toItem(row.cells))
      } catch (error) {
        if (!(error instanceof z.ZodError)) throw error
        result.rejected.push(
          `line ${row.line}: ${error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`.trim()).join('; ')}`,
        )
      }
      if (batch.length === BATCH) {
        result.added += await add(batch)
        batch = []
        bar.update(row.bytes)
      }
    }
    result.added += await add(batch)
    bar.update(table.size)
    return result
  } finally {
    bar.stop()
  }
}
