import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { newFolder } from '../support/files/folders.ts'
import { chancery, variablesOf } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

let fresh: FreshDatabase
let folder: string
beforeAll(async () => {
  fresh = await freshDatabase()
  folder = await newFolder()
  return () => fresh.dispose()
})

/** Runs `chancery import …` on a file with this content. */
async function importText(what: string, name: string, content: string) {
  const path = join(folder, name)
  await writeFile(path, content)
  return { path, ...(await importFile(what, path)) }
}

function importFile(what: string, path: string) {
  return chancery(['import', what, path], variablesOf(fresh))
}

/** Queries the database while no command uses it. */
async function look<Seen>(into: (db: Database) => Promise<Seen>): Promise<Seen> {
  const db = await openDatabase(fresh)
  try {
    return await into(db)
  } finally {
    await db.close()
  }
}

/** Rows as in Class Central's catalogue: id, name, provider, institution, category, subcategory, link, start, weeks, media. */
const courses = `900001,"Say ""Hello"", World",Udacity,"Stanford University|||The University of Tokyo, 東京大学",Programming,Web,https://a.example/?x=1&y=2,"Oct, 2011",10,https://m.example/1|||https://m.example/2
900002,"Two
lines",Coursera,,,,,Self paced,,
number,Wrong id,,,,,,,,
900003,  ,,,,,,,,
900004,李小龍 🎓 Ünïcödé,,,,,,NA,,
900005,${'x'.repeat(256)},,,,,,,,
900001,The same again,,,,,,,,
900006,Last without an end of line`

describe('chancery import courses', () => {
  it('adds valid courses once, names invalid rows, and exits with 1', async () => {
    const { path, ...ended } = await importText('courses', 'courses.csv', courses)

    expect(ended).toStrictEqual({
      code: 1,
      stdout: '8 courses read, 4 added, 3 rejected.\n',
      stderr: [
        `${path}, line 4: id must be a whole number`,
        `${path}, line 5: name must not be empty`,
        `${path}, line 7: name is longer than 255 characters`,
        '',
      ].join('\n'),
    })
    const added = await look((db) =>
      db.prisma.course.findMany({
        where: { externalId: { startsWith: '90000' } },
        orderBy: { externalId: 'asc' },
        select: {
          externalId: true,
          name: true,
          annotation: true,
          description: true,
          isDraft: true,
          publishedAt: true,
        },
      }),
    )
    const published = { isDraft: false, publishedAt: expect.any(Date) }
    expect(added).toStrictEqual([
      {
        ...published,
        externalId: '900001',
        name: 'Say "Hello", World',
        annotation: 'Stanford University, The University of Tokyo, 東京大学 · Udacity',
        description: 'Programming: Web\nhttps://a.example/?x=1&y=2\nStart: Oct, 2011\nWeeks: 10',
      },
      {
        ...published,
        externalId: '900002',
        name: 'Two\nlines',
        annotation: 'Coursera',
        description: 'Start: Self paced',
      },
      { ...published, externalId: '900004', name: '李小龍 🎓 Ünïcödé', annotation: '', description: '' },
      { ...published, externalId: '900006', name: 'Last without an end of line', annotation: '', description: '' },
    ])

    const again = await importFile('courses', path)
    expect(again).toStrictEqual({ ...ended, stdout: '8 courses read, 0 added, 3 rejected.\n' })
  })

  it('reports a broken or missing file in one line', async () => {
    const broken = await importText('courses', 'broken.csv', '700001,One\n700002,"never closed\n700003,Three\n')
    expect(broken).toMatchObject({ code: 1, stdout: '' })
    expect(broken.stderr).toMatch(/^\S*broken\.csv: Quote Not Closed: [^\n]+; the quote opens in row 2\n$/)

    const missing = await importFile('courses', join(folder, 'missing.csv'))
    expect(missing).toMatchObject({ code: 1, stdout: '' })
    expect(missing.stderr).toMatch(/^ENOENT: no such file or directory, open '\S*missing\.csv'\n$/)
  })

  it('rejects an unknown site', async () => {
    await writeFile(join(folder, 'one.csv'), '600001,One\n')
    expect(
      await chancery(['import', 'courses', join(folder, 'one.csv'), '--site', '4711'], variablesOf(fresh)),
    ).toStrictEqual({ code: 1, stdout: '', stderr: 'There is no site 4711.\n' })
  })

  const real = fileURLToPath(new URL('../../../shared/data/courses.csv', import.meta.url))
  const missing = !existsSync(real)
  if (missing) console.warn('The real catalogue is not beside the repository: its import is NOT tested.')
  it.skipIf(missing)('imports the whole real catalogue', async () => {
    const ended = await importFile('courses', real)
    expect(ended).toStrictEqual({ code: 0, stdout: '4095 courses read, 4095 added, 0 rejected.\n', stderr: '' })
  })
})

describe('chancery import skills', () => {
  it('adds valid skills to the standard catalogue, and names invalid lines', async () => {
    const lines = ['Python', '"C", C++', '', '  Ünïcödé 李  ', ' ', 'x'.repeat(131), 'NUL \0 inside', 'Python', 'Go']
    const { path, ...ended } = await importText('skills', 'skills.txt', lines.join('\n'))
    expect(ended).toStrictEqual({
      code: 1,
      stdout: '8 skills read, 4 added, 3 rejected.\n',
      stderr: [
        `${path}, line 5: must not be empty`,
        `${path}, line 6: is longer than 130 characters`,
        `${path}, line 7: contains a NUL`,
        '',
      ].join('\n'),
    })
    const skills = await look((db) => db.prisma.skill.findMany({ where: { standardized: true } }))
    expect(skills.map((skill) => skill.name).sort()).toStrictEqual(['"C", C++', 'Go', 'Python', 'Ünïcödé 李'])
  })
})

describe('chancery import industries', () => {
  it('adds valid industries, and names invalid rows', async () => {
    const rows = '47,"corp, fin",Accounting\n94,"man, tech, tran",Airlines/Aviation\n1,no name\n47,again,Accounting\n'
    const { path, ...ended } = await importText('industries', 'industries.csv', rows)
    expect(ended).toStrictEqual({
      code: 1,
      stdout: '4 industries read, 2 added, 1 rejected.\n',
      stderr: `${path}, line 3: is missing\n`,
    })
    const industries = await look((db) => db.prisma.industry.findMany())
    expect(industries.map((industry) => industry.name).sort()).toStrictEqual(['Accounting', 'Airlines/Aviation'])
  })
})
