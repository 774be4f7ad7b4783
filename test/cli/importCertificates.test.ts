import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { newFolder } from '../support/files/folders.ts'
import { newSite } from '../support/server/app.ts'
import { chancery, start, variablesOf } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

let fresh: FreshDatabase
let folder: string
let siteId: number
let otherSiteId: number
/** Courses of the site, one for each test, and one of the other site. */
let courseIds: { listed: number; exported: number; broken: number; killed: number; excel: number; elsewhere: number }

beforeAll(async () => {
  fresh = await freshDatabase()
  folder = await newFolder()
  await look(async (db) => {
    siteId = (await newSite(db)).id
    otherSiteId = (await newSite(db)).id
    const newCourse = async (ofSite: number) =>
      (await db.prisma.course.create({ data: { siteId: ofSite, name: 'Sales' } })).id
    courseIds = {
      listed: await newCourse(siteId),
      exported: await newCourse(siteId),
      broken: await newCourse(siteId),
      killed: await newCourse(siteId),
      excel: await newCourse(siteId),
      elsewhere: await newCourse(otherSiteId),
    }
    const john = { id: 'john', name: 'John Doe', email: 'john@example.com', roleAlias: 'learner' }
    await db.prisma.user.create({ data: { ...john, siteId: otherSiteId } })
  })
  return () => fresh.dispose()
})

/** Queries the database while no command uses it. */
async function look<Seen>(into: (db: Database) => Promise<Seen>): Promise<Seen> {
  const db = await openDatabase(fresh)
  try {
    return await into(db)
  } finally {
    await db.close()
  }
}

/** Returns the certificates of a course in the order of their numbers. */
function certificatesOf(courseId: number, { prisma }: Database) {
  return prisma.courseCertificate.findMany({ where: { courseId }, orderBy: { number: 'asc' }, include: { user: true } })
}

async function write(name: string, content: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

const argumentsFor = (path: string, courseId: number) => ['import', 'certificates', path, '--course', `${courseId}`]

function importFile(path: string, courseId: number, ...options: string[]) {
  return chancery([...argumentsFor(path, courseId), ...options], variablesOf(fresh))
}

describe('chancery import certificates', () => {
  it('issues valid lines once, names invalid lines, and exits with 1', async () => {
    const path = await write(
      'learners.csv',
      [
        'email,name,achievedAt,expiresAt',
        'ann@example.com,Ann,2026-01-31,',
        'bob@example.com,,,',
        'not an email,Bob,,',
        'carl@example.com,"Carl',
        'Carlson",1234567890,2130-01-01',
        'dora@example.com,Dora,,2026-01-30',
        '',
        'emil@example.com,Emil,2026-01-31,2026-01-30',
        'ANN@example.com,Anna,,',
      ].join('\n'),
    )
    const refused = {
      code: 1,
      stderr: [
        `${path}, row 2 (line 3): name: A new user needs a name.`,
        `${path}, row 3 (line 4): email: Invalid email format`,
        `${path}, row 5 (line 7): expiresAt: expiresAt must be later than achievedAt.`,
        `${path}, row 6 (line 9): expiresAt: expiresAt must be later than achievedAt.`,
        '',
      ].join('\n'),
    }
    const planned = await importFile(path, courseIds.listed, '--create-users', '--dry-run')
    expect(planned).toStrictEqual({ ...refused, stdout: '2 would be issued, 1 existing, 4 would be rejected.\n' })
    expect(await look((db) => certificatesOf(courseIds.listed, db))).toStrictEqual([])
    const first = await importFile(path, courseIds.listed, '--create-users')
    expect(first).toStrictEqual({ ...refused, stdout: '2 issued, 1 existing, 4 rejected.\n' })
    const again = await importFile(path, courseIds.listed, '--create-users')
    expect(again).toStrictEqual({ ...refused, stdout: '0 issued, 3 existing, 4 rejected.\n' })

    await look(async (db) => {
      const certificates = await certificatesOf(courseIds.listed, db)
      expect(certificates).toMatchObject([
        { siteId, number: 1, userName: 'Ann', achievedAt: new Date('2026-01-31T00:00:00Z'), expiresAt: null },
        { siteId, number: 2, userName: 'Carl\nCarlson', achievedAt: new Date(1234567890_000) },
      ])
      expect(await db.prisma.user.count({ where: { siteId } })).toBe(2)
      const audit = await db.prisma.auditEntry.findMany({
        where: { siteId, command: { not: 'test' } },
        orderBy: { id: 'asc' },
      })
      expect(audit.map(({ subject, command }) => [subject, command]).toSorted()).toStrictEqual(
        certificates
          .flatMap(({ id, userId }) => [`certificate/${id}`, `user/${userId}`])
          .map((subject) => [subject, 'import certificates'])
          .toSorted(),
      )
    })
  })

  it('reads a column of days of Excel, reports it, and names the row of another number', async () => {
    const rows = ['fay@example.com,Fay,2026-05-01,47604', 'guy@example.com,Guy,46143,47605']
    const path = await write('excel.csv', `email,name,achievedAt,expiresAt\n${rows.join('\n')}\n`)
    const { code, stdout, stderr } = await importFile(path, courseIds.excel, '--create-users')
    expect([code, stdout]).toStrictEqual([
      1,
      'Column expiresAt was read as days of Excel.\n1 issued, 0 existing, 1 rejected.\n',
    ])
    expect(stderr).toMatch(/, row 2 \(line 3\): achievedAt: achievedAt is 46143 in row 3\. If it is a day of Excel, /)
    const declared = await importFile(path, courseIds.excel, '--create-users', '--dates', 'excel')
    expect(declared).toMatchObject({ code: 0, stdout: expect.stringContaining('1 issued, 1 existing, 0 rejected.\n') })
    await look(async (db) => {
      expect(await certificatesOf(courseIds.excel, db)).toMatchObject([
        { achievedAt: new Date('2026-05-01'), expiresAt: new Date('2030-05-01T23:59:59Z') },
        { achievedAt: new Date('2026-05-01'), expiresAt: new Date('2030-05-02T23:59:59Z') },
      ])
    })
  })

  it('issues in the given site, and creates users only with --create-users', async () => {
    const path = await write('known.csv', 'userId;email;name\njohn;;\n;ann@example.com;Ann\n')
    const ended = await importFile(path, courseIds.elsewhere, '--site', `${otherSiteId}`)
    const refusal = `${path}, row 2 (line 3): email: This site has no user with this email. To create users, send createUsers=true (command: --create-users).\n`
    expect(ended).toStrictEqual({
      code: 1,
      stdout: '1 issued, 0 existing, 1 rejected.\n',
      stderr: refusal,
    })
    const certificates = await look((db) => certificatesOf(courseIds.elsewhere, db))
    expect(certificates).toMatchObject([{ siteId: otherSiteId, userId: 'john', userName: 'John Doe' }])
  })

  it('reads an export in windows-1252, prints the ignored columns, and rejects it without its charset', async () => {
    const path = await write('export.csv', '')
    const rows = 'sep=;\nEmail address;First name;Surname;Department\njorg@example.com;Jörg;Müller;IT\n'
    await writeFile(path, Buffer.from(rows, 'latin1'))
    const options = ['--create-users', '--ignore-unknown-columns']
    expect(await importFile(path, courseIds.exported, ...options)).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `${path}: Line 3: the text is not UTF-8. Save it as UTF-8, or name its encoding, for example charset=windows-1252 (command: --charset).\n`,
    })
    expect(await importFile(path, courseIds.exported, ...options, '--charset', 'windows-1252')).toStrictEqual({
      code: 0,
      stdout: '1 issued, 0 existing, 0 rejected.\n',
      stderr: `${path}: ignored columns: Department\n`,
    })
    const certificates = await look((db) => certificatesOf(courseIds.exported, db))
    expect(certificates).toMatchObject([{ userName: 'Jörg Müller' }])
    const unknown = await importFile(path, courseIds.exported, '--charset', 'utf-7')
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('The charset "utf-7" is not supported.') })
  })

  it('reports where a file is broken, keeps the issued certificates, and continues with the corrected file', async () => {
    const people = emails('broken', 1_200)
    const good = `email,name\n${rowsOf(people)}`
    const path = await write('broken.csv', `${good}last@example.com,"never closed\n`)
    expect(await importFile(path, courseIds.broken, '--create-users')).toStrictEqual({
      code: 1,
      stdout: '',
      stderr: `${path}: Line 1202: a quote is not closed.\n`,
    })

    await write('broken.csv', good)
    expect(await importFile(path, courseIds.broken, '--create-users')).toStrictEqual({
      code: 0,
      stdout: '200 issued, 1000 existing, 0 rejected.\n',
      stderr: '',
    })
    const certificates = await look((db) => certificatesOf(courseIds.broken, db))
    expect(certificates.map(({ user }) => user.email)).toStrictEqual(people)
  })

  it('rejects an unknown course, site or file in one line', async () => {
    const path = await write('nobody.csv', 'email\n')
    const refusal = (stderr: unknown) => ({ code: 1, stdout: '', stderr })
    const { elsewhere, listed } = courseIds
    expect(await importFile(path, elsewhere)).toStrictEqual(refusal(`There is no course ${elsewhere}.\n`))
    expect(await importFile(path, listed, '--site', '4711')).toStrictEqual(refusal('There is no site 4711.\n'))
    const missing = await importFile(join(folder, 'missing.csv'), listed)
    expect(missing).toStrictEqual(refusal(expect.stringMatching(/^ENOENT: [^\n]+missing\.csv'\n$/)))
  })

  it('continues after a kill, and issues one certificate to each user', async () => {
    const people = emails('killed', 6_000)
    const rows = rowsOf(people).split('\n')
    // The message about this line shows that its chunk, the second one, is done.
    rows.splice(1_500, 0, 'not an email,Nobody')
    const path = await write('killed.csv', `email,name\n${rows.join('\n')}`)
    const args = [...argumentsFor(path, courseIds.killed), '--create-users']
    const command = await start('src/cli/main.ts', args, variablesOf(fresh))
    await command.complains(/line 1502\): email/)
    command.kill('SIGKILL')
    expect((await command.ended).code).toBeNull()

    const before = await look((db) => certificatesOf(courseIds.killed, db))
    expect(before.length).toBeLessThan(people.length)
    // Whole chunks, without the invalid line.
    expect(before.length % 1_000).toBe(999)
    expect(await importFile(path, courseIds.killed, '--create-users')).toStrictEqual({
      code: 1,
      stdout: `${people.length - before.length} issued, ${before.length} existing, 1 rejected.\n`,
      stderr: `${path}, row 1501 (line 1502): email: Invalid email format\n`,
    })
    await look(async (db) => {
      const certificates = await certificatesOf(courseIds.killed, db)
      expect(certificates.slice(0, before.length)).toStrictEqual(before)
      expect(certificates.map(({ number, user }) => [number, user.email])).toStrictEqual(
        people.map((email, index) => [index + 1, email]),
      )
      expect(await db.prisma.user.count({ where: { email: { startsWith: 'killed' } } })).toBe(people.length)
    })
  })
})

function emails(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}${index}@example.com`)
}

function rowsOf(people: string[]): string {
  return people.map((email) => `${email},Person\n`).join('')
}
