import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isVisible, titleText } from '../../../src/core/fields.ts'
import { type Format, type ReadEntry, type ReadOptions, readEntries } from '../../../src/lms/batch/entries.ts'
import { type Entry, entrySchema } from '../../../src/lms/batch/entrySchema.ts'
import { UnreadableEntries } from '../../../src/lms/batch/unreadable.ts'
import type { GivenDate } from '../../../src/lms/dates.ts'

/** Reads entries from pieces of these sizes in bytes, repeated to the end. The default is one piece. */
async function read(
  format: Format,
  content: string | Buffer,
  sizes: number[] = [],
  limit = 1000,
  options: Partial<ReadOptions> = {},
) {
  const found: ReadEntry[] = []
  for await (const entry of readEntries(pieces(Buffer.from(content), sizes), format, { entries: limit, ...options })) {
    found.push(entry)
  }
  return found
}

async function* pieces(bytes: Buffer, sizes: number[]) {
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length
    yield bytes.subarray(at, at + size)
    at += size
  }
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  )
}

async function placesOf(format: Format, content: string) {
  return (await read(format, content)).map((entry) => [entry.number, entry.line])
}

async function errorsIn(value: unknown) {
  const [first] = await read('ndjson', JSON.stringify(value))
  return first && 'errors' in first ? first.errors : null
}

/** The forms of dates that messages name. */
const formsFrom = (day: string) =>
  `Use an ISO date from ${day} on, such as 2030-01-31, an ISO date-time such as 2030-01-31T12:00:00Z, or Unix seconds ` +
  'from 100000000 to 99999999999.'

const ann = { entry: { email: 'ann@example.com' } }
const bob = { entry: { email: 'bob@example.com' } }

describe('readEntries', () => {
  it.each<[Format, string]>([
    [
      'csv',
      'userId,name,certificateName,description,imageUrl,achievedAt,expiresAt\n' +
        '0012,Ann,Sales,"Passed, ""well""",http://a.example/1.png,1234567890,2030-01-01\n',
    ],
    [
      'ndjson',
      '{"userId":"0012","name":"Ann","certificateName":"Sales","description":"Passed, \\"well\\"",' +
        '"imageUrl":"http://a.example/1.png","achievedAt":1234567890,"expiresAt":"2030-01-01"}',
    ],
    [
      'json',
      '[{"userId":"0012","name":"Ann","certificateName":"Sales","description":"Passed, \\"well\\"",' +
        '"imageUrl":"http://a.example/1.png","achievedAt":1234567890,"expiresAt":"2030-01-01"}]',
    ],
  ])('reads every field from %s', async (format, content) => {
    const [first] = await read(format, content)
    expect(first).toStrictEqual({
      number: 1,
      line: format === 'csv' ? 2 : 1,
      entry: {
        userId: '0012',
        name: 'Ann',
        certificateName: 'Sales',
        description: 'Passed, "well"',
        imageUrl: 'http://a.example/1.png',
        achievedAt: new Date(1234567890_000),
        expiresAt: { day: '2030-01-01' },
      },
    })
  })

  it('reports all errors of an entry, and continues with the next entry', async () => {
    const content = 'email,name,imageUrl,achievedAt\nann,Ann,ftp://a.example,never\nbob@example.com,Bob,,\n'
    expect(await read('csv', content)).toStrictEqual([
      {
        number: 1,
        line: 2,
        errors: {
          email: ['Invalid email format'],
          imageUrl: ['Enter a valid http or https URL.'],
          achievedAt: [`achievedAt is "never" in row 2. ${formsFrom('1900-01-01')}`],
        },
      },
      { number: 2, line: 3, entry: { email: 'bob@example.com', name: 'Bob' } },
    ])
  })

  it.each<[string, unknown, Record<string, string[]>]>([
    ['neither userId nor email', {}, { entry: ['Send userId or email.'] }],
    [
      'a first name alone',
      { userId: '1', firstName: 'A' },
      { entry: ['Send firstName and lastName together. For a person with one name, send name instead.'] },
    ],
    [
      'a last name alone',
      { userId: '1', lastName: 'A' },
      { entry: ['Send firstName and lastName together. For a person with one name, send name instead.'] },
    ],
    [
      'two different names',
      { userId: '1', name: 'B A', firstName: 'A', lastName: 'B' },
      { name: ['name is not the same as firstName and lastName. Send one of the two.'] },
    ],
    [
      'long first and last names',
      { userId: '1', firstName: 'x'.repeat(127), lastName: 'x'.repeat(128) },
      { lastName: ['First and last name have more than 255 characters together.'] },
    ],
    [
      'unknown fields',
      { userId: '1', nmae: 'A', x: 1 },
      {
        nmae: ['Unknown field. Did you mean `name`?'],
        x: [expect.stringMatching(/^Unknown field\. Known fields: userId, .*, expiresAt\.$/)],
      },
    ],
    [
      'a language that certificates do not have',
      { userId: '1', language: 'zh-CN' },
      { language: ['Must be one of en, de, es, fr, pl, pt, ru, ar, he, also with a region, such as pt-BR.'] },
    ],
    ['a blank userId', { userId: ' ' }, { userId: ['This field may not be blank.'] }],
    ['a long userId', { userId: 'x'.repeat(65) }, { userId: ['At most 64 characters.'] }],
    ['a long email', { email: `${'x'.repeat(250)}@b.cd` }, { email: ['At most 254 characters.'] }],
    ['a blank name', { userId: '1', name: '\t' }, { name: ['This field may not be blank.'] }],
    ['a long name', { userId: '1', name: 'x'.repeat(256) }, { name: ['At most 255 characters.'] }],
    ['a NUL', { userId: '1', name: 'a\0' }, { name: ['Contains characters that cannot be stored.'] }],
    [
      'half a surrogate pair',
      { userId: '1', description: '\ud800' },
      { description: ['Contains characters that cannot be stored.'] },
    ],
    [
      'long certificate texts',
      { userId: '1', certificateName: 'x'.repeat(256), description: 'x'.repeat(1001) },
      { certificateName: ['At most 255 characters.'], description: ['At most 1000 characters.'] },
    ],
    [
      'a long URL',
      { userId: '1', imageUrl: `http://a.example/${'x'.repeat(2000)}` },
      { imageUrl: ['At most 2000 characters.'] },
    ],
    [
      'an expiry equal to the achievement date',
      { userId: '1', achievedAt: '2030-01-01T00:00:00Z', expiresAt: '2030-01-01T01:00:00+01:00' },
      { expiresAt: ['expiresAt must be later than achievedAt.'] },
    ],
    [
      'an expiry on the day before the achievement',
      { userId: '1', achievedAt: '2030-01-02', expiresAt: '2030-01-01' },
      { expiresAt: ['expiresAt must be later than achievedAt.'] },
    ],
    [
      'an invalid and a valid time',
      { userId: '1', achievedAt: 'x', expiresAt: 100_000_000 },
      { achievedAt: [`achievedAt is "x" in line 1. ${formsFrom('1900-01-01')}`] },
    ],
    [
      'an invalid name, an early expiry and no user',
      { name: 5, achievedAt: 200_000_000, expiresAt: 100_000_000 },
      {
        name: ['Invalid input: expected string, received number'],
        entry: ['Send userId or email.'],
        expiresAt: ['expiresAt must be later than achievedAt.'],
      },
    ],
  ])('rejects an entry with %s', async (_name, value, errors) => {
    expect(await errorsIn(value)).toStrictEqual(errors)
  })

  it.each([null, [], [{ userId: '1' }], 'userId', 1])('rejects %j as an entry', async (value) => {
    expect(Object.keys((await errorsIn(value)) ?? {})).toStrictEqual(['entry'])
  })

  it.each([
    0,
    -1,
    99_999_999,
    1234567890.5,
    100_000_000_000,
    '1234567890',
    '',
    '2030-02-29',
    '2030-1-1',
    '2030-01-01T12:00:00',
    '1899-12-31',
    '0000-01-01',
    '9999-12-31T23:59:59-00:01',
    true,
    {},
  ])('rejects achievedAt %j', async (achievedAt) => {
    expect(Object.keys((await errorsIn({ userId: '1', achievedAt })) ?? {})).toStrictEqual(['achievedAt'])
  })

  it.each<[unknown, GivenDate | null]>([
    [100_000_000, new Date('1973-03-03T09:46:40Z')],
    [99_999_999_999, new Date('5138-11-16T09:46:39Z')],
    ['2032-02-29', { day: '2032-02-29' }],
    ['2030-01-01T12:00:00Z', new Date('2030-01-01T12:00:00Z')],
    ['2030-01-01T12:00:00+02:00', new Date('2030-01-01T10:00:00Z')],
    ['9999-12-31T23:59:59Z', new Date('9999-12-31T23:59:59Z')],
    [null, null],
  ])('accepts expiresAt %j', async (expiresAt, given) => {
    const entry = { userId: '1', expiresAt: given }
    expect(await read('ndjson', JSON.stringify({ userId: '1', expiresAt }))).toStrictEqual([
      { number: 1, line: 1, entry },
    ])
  })

  it('reads at most the allowed number of entries', async () => {
    const twice = 'email\nann@example.com\n\nbob@example.com\n'
    expect(await read('csv', twice, [], 2)).toHaveLength(2)
    expect(await errorOf(read('csv', twice, [], 1))).toMatchObject({
      line: 4,
      message: 'Line 4: too many entries: a request can have at most 1.',
    })
    const many = `[${'{},'.repeat(10_000)}{}]`
    await expect(read('json', many, [], 10_000)).rejects.toThrow('a request can have at most 10,000.')
    await expect(read('ndjson', '{}\n{}\n{}', [], 2)).rejects.toThrow('Line 3: too many entries')
  })

  it('describes every field of an entry for the OpenAPI document', () => {
    const { $defs } = z.toJSONSchema(entrySchema, { io: 'input' })
    expect($defs?.BatchEntry).toMatchObject({ type: 'object', 'x-ignored-fields': [] })
    // zod omits the examples of transformed fields.
    for (const field of Object.values(entrySchema.shape)) {
      expect(z.globalRegistry.get(field)).toMatchObject({
        description: expect.any(String),
        examples: expect.any(Array),
      })
    }
  })
})

describe('readEntries of CSV', () => {
  it.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('reports the line on which a row begins, as an editor counts lines that end in %s', async (_name, end) => {
    const rows = ['', 'email,"description"', '', '1,"a', '', 'b"', '2,"', '"', '  ', '3,"x', 'y"', '4,d']
    const content = rows.join(end)
    expect(await placesOf('csv', content)).toStrictEqual([
      [1, 4],
      [2, 7],
      [3, 10],
      [4, 12],
    ])
    const [first] = await read('csv', ['userId,description', '1,"a', '', 'b"'].join(end))
    expect(first).toMatchObject({ entry: { description: `a${end}${end}b` } })
  })

  it('accepts mixed line ends, and a last line without one', async () => {
    const content = 'email\rann@example.com\n\r\nbob@example.com'
    expect(await read('csv', content)).toStrictEqual([
      { number: 1, line: 2, ...ann },
      { number: 2, line: 4, ...bob },
    ])
  })

  it.each([
    ['semicolons', 'email;name\nann@example.com;"Li, Ann"\n'],
    ['tabs', 'email\tname\nann@example.com\tLi, Ann\n'],
    ['commas', '"email",name\nann@example.com,"Li, Ann"\n'],
  ])('accepts %s between cells', async (_name, content) => {
    expect(await read('csv', content)).toMatchObject([{ entry: { email: 'ann@example.com', name: 'Li, Ann' } }])
  })

  it('accepts column names in any letter case, and spaces around any cell', async () => {
    const content = '\ufeff NAME ," eMail "\n Ann ,ann@example.com \n'
    expect(await read('csv', content)).toStrictEqual([
      { number: 1, line: 2, entry: { email: 'ann@example.com', name: 'Ann' } },
    ])
  })

  it('reads digits as Unix seconds, and rejects digits that look like a date, with their row', async () => {
    const content = 'userId,achievedAt,expiresAt\n1,20240301,\n2,986400000,1999999999\n\n3,986400000,20301231\n'
    expect(await read('csv', content)).toStrictEqual([
      {
        number: 1,
        line: 2,
        errors: { achievedAt: [`achievedAt is 20240301 in row 2. ${formsFrom('1900-01-01')}`] },
      },
      {
        number: 2,
        line: 3,
        entry: { userId: '2', achievedAt: new Date(986_400_000_000), expiresAt: new Date(1_999_999_999_000) },
      },
      { number: 3, line: 5, errors: { expiresAt: [`expiresAt is 20301231 in row 5. ${formsFrom('1970-01-02')}`] } },
    ])
  })

  const numbered = (...rows: string[]) => `userId,achievedAt,expiresAt\n${rows.map((row) => `1,${row}\n`).join('')}`
  const sales = (facts: object) => ({ entry: { userId: '1', ...facts } })

  it('reads a column of days of Excel, and reports it', async () => {
    const day = { day: '2026-05-01' }
    expect(await read('csv', numbered(',', '46143,', '20000,', ',2030-01-01', '80000,'))).toMatchObject([
      sales({}),
      { ...sales({ achievedAt: day }), excelDays: { achievedAt: '2026-05-01' } },
      sales({ achievedAt: { day: '1954-10-03' } }),
      sales({ expiresAt: { day: '2030-01-01' } }),
      sales({ achievedAt: { day: '2119-01-11' } }),
    ])
    expect(await read('csv', numbered('46143,47604'))).toMatchObject([
      {
        ...sales({ achievedAt: day, expiresAt: { day: '2030-05-01' } }),
        excelDays: { achievedAt: '2026-05-01', expiresAt: '2030-05-01' },
      },
    ])
  })

  it('reads the fraction of a day of Excel as local time, with point or comma', async () => {
    expect(await read('csv', numbered('46143.75,', '"46143,5",', '46143.0,', '46143.999988,'))).toMatchObject([
      sales({ achievedAt: { local: '2026-05-01T18:00:00' } }),
      sales({ achievedAt: { local: '2026-05-01T12:00:00' } }),
      sales({ achievedAt: { day: '2026-05-01' } }),
      sales({ achievedAt: { local: '2026-05-01T23:59:59' } }),
    ])
  })

  it.each([
    ['an ISO date', '2026-05-01'],
    ['Unix seconds', '1777593600'],
    ['a smaller number', '19999'],
    ['a larger number', '80001'],
    ['a year', '2026'],
    ['text', 'May'],
  ])('rejects a number of Excel in a column with %s, in any order', async (_name, other) => {
    for (const rows of [
      ['46143,', `${other},`],
      [`${other},`, '46143,'],
    ]) {
      const found = (await read('csv', numbered(...rows))).find(({ line }) => rows[line - 2] === '46143,')
      const message = `achievedAt is 46143 in row ${found?.line}. If it is a day of Excel, send dates=excel.`
      expect(found).toMatchObject({ errors: { achievedAt: [expect.stringContaining(message)] } })
    }
  })

  it('reads numbers of five digits as days of Excel where the caller declares it, beside other forms', async () => {
    const rows = ['46143,', '18264,', '2026-05-01,', '1777593600,', '2026,']
    const [first, second, third, fourth, year] = await read('csv', numbered(...rows), [], 1000, { hasExcelDays: true })
    expect(first).toMatchObject({ excelDays: { achievedAt: '2026-05-01' } })
    expect(second).toMatchObject(sales({ achievedAt: { day: '1950-01-01' } }))
    expect(third).toStrictEqual({ number: 3, line: 4, ...sales({ achievedAt: { day: '2026-05-01' } }) })
    expect(fourth).toMatchObject(sales({ achievedAt: new Date('2026-05-01') }))
    expect(year).toMatchObject({ errors: { achievedAt: [expect.stringContaining('achievedAt is 2026 in row 6.')] } })
  })

  it('takes numbers of Excel for nothing in NDJSON and JSON', async () => {
    for (const format of ['ndjson', 'json'] as const) {
      const [first] = await read(
        format,
        '[{"userId":"1","achievedAt":46143}]'.slice(...(format === 'json' ? [0] : [1, -1])),
      )
      expect(first).toMatchObject({ errors: { achievedAt: [expect.stringMatching(/^achievedAt is 46143 in /)] } })
    }
  })

  it('keeps rows in order, and holds back none in a column of dates', async () => {
    const days = numbered('46143,', ',', '46144,')
    expect((await read('csv', days, [1])).map(({ line }) => line)).toStrictEqual([2, 3, 4])
    let parts = 0
    async function* content() {
      yield Buffer.from(numbered('2026-05-01,'))
      for (; parts < 100; parts += 1) yield Buffer.from('1,46143,\n'.repeat(2000))
    }
    const { value } = await readEntries(content(), 'csv', { entries: 10 }).next()
    expect([value?.number, parts < 5]).toStrictEqual([1, true])
  })

  it('skips rows of empty cells, which spreadsheets write', async () => {
    expect(await placesOf('csv', 'email,name\n,\nann@example.com,\n"",""\n,\n')).toStrictEqual([[1, 3]])
  })

  it('returns no entries for a header without rows', async () => {
    expect(await read('csv', 'email,name')).toStrictEqual([])
  })

  const theColumns =
    'Allowed columns: userId, email, name, firstName, lastName, language, certificateName, description, imageUrl, achievedAt, ' +
    'expiresAt.'
  const ignoring = 'Rename it, delete it, or send ignoreUnknownColumns=true (command: --ignore-unknown-columns).'
  const saving = 'Save it as UTF-8, or name its encoding, for example charset=windows-1252 (command: --charset).'

  it.each<[string, string | Buffer, number | null, string]>([
    ['no content', '', null, 'The input is empty.'],
    ['only blank lines', '\ufeff\r\n \n', null, 'The input is empty.'],
    ['a quote that is never closed', 'email\na@b.cd\n\n"c@d.ef\n\nx', 4, 'a quote is not closed.'],
    [
      'a quote in the middle of a cell',
      'email,name\na@b.cd,A\nb@b.cd,5" A "\n',
      3,
      'unexpected quote. Quotes must enclose the whole cell. Double a quote inside a cell.',
    ],
    [
      'text after a closing quote',
      'email,name\n"a@b.cd","A" B\n',
      2,
      'unexpected quote. Quotes must enclose the whole cell. Double a quote inside a cell.',
    ],
    ['a row with more cells', 'email,name\na@b.cd,A,B\n', 2, 'this row has 3 cells, the header has 2.'],
    ['a row with fewer cells', 'email,name\n"a@b.cd",\n\na@b.cd\n', 4, 'this row has 1 cells, the header has 2.'],
    ['no header', '\na@b.cd,A\n', 2, `the header is missing. The first row must name the columns. ${theColumns}`],
    ['unknown columns', 'email,mail,e\tx,name\n', 1, `unknown column: "mail", "e\\tx". ${ignoring} ${theColumns}`],
    ['a column without a name', 'email,,name\n', 1, `unknown column: "". ${ignoring} ${theColumns}`],
    [
      'a repeated column',
      'email,name,Email\n',
      1,
      `duplicate column: "email". Keep one of "email", "Email". ${theColumns}`,
    ],
    ['neither userId nor email', 'name,certificateName\n', 1, `column userId or email is missing. ${theColumns}`],
    [
      'Latin-1 text',
      Buffer.from('email,name\r\na@b.cd,A\rb@b.cd,Jörg', 'latin1'),
      3,
      `the text is not UTF-8. ${saving}`,
    ],
    [
      'UTF-16 text without a byte order mark',
      Buffer.from('email\n', 'utf16le'),
      1,
      'the text contains a NUL character.',
    ],
    ['a NUL', 'email\na@b.cd\nb\0', 3, 'the text contains a NUL character.'],
    ['an endless line', `email\na@b.cd\n${'x'.repeat(1_000_001)}`, 3, 'the line is too long.'],
    [
      'an endless row',
      `email,name\n\na@b.cd,"${`${'x'.repeat(999)}\n`.repeat(1000)}`,
      3,
      'the row is too long. It may contain an unclosed quote.',
    ],
  ])('rejects a file with %s', async (_name, content, line, message) => {
    for (const sizes of [[], [1000, 1]]) {
      expect(await errorOf(read('csv', content, sizes))).toStrictEqual(new UnreadableEntries(line, message))
    }
  })

  it('finds the same rows and errors as csv-parse', async () => {
    const token = fc.constantFrom('"', '""', ',', ',"', '",', '\n', '"\r\n', '\r', 'a', ';', 'é')
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 20 }), async (tokens) => {
        const content = `userId,description\n${tokens.join('')}`
        const found = await read('csv', content).then(
          (entries) =>
            entries.map((entry) =>
              'entry' in entry ? [entry.entry.userId ?? '', entry.entry.description ?? ''] : ['', expect.any(String)],
            ),
          () => null,
        )
        expect(found).toStrictEqual(recordsOf(content))
      }),
      { numRuns: 1000 },
    )
  })

  function recordsOf(content: string): string[][] | null {
    try {
      const format = { recordDelimiter: ['\r\n', '\n', '\r'], skipEmptyLines: true, relaxColumnCount: true }
      const [, ...records] = parse(content, format)
      const rows = records.map((record) => record.map((cell) => cell.trim()))
      // Empty cells after the last column are allowed.
      if (rows.some((row) => row.length < 2 || row.slice(2).some(Boolean))) return null
      return rows.map((row) => row.slice(0, 2)).filter((row) => row.some(Boolean))
    } catch {
      return null
    }
  }

  it('does not keep the rows in memory', async () => {
    setFlagsFromString('--expose-gc')
    const collect: () => void = runInNewContext('gc')
    const used = () => {
      collect()
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    }
    async function* rows() {
      yield Buffer.from('email,description\n')
      for (let row = 0; row < 30_000; row += 1) yield Buffer.from(`ann@example.com,"${`${row} `.repeat(120)}"\n`)
    }
    let before = 0
    let most = 0
    for await (const { number } of readEntries(rows(), 'csv', { entries: Number.POSITIVE_INFINITY })) {
      if (number === 1000) before = used()
      if (number % 10_000 === 0) most = Math.max(most, used())
    }
    expect(most - before).toBeLessThan(10_000_000)
  })
})

describe('readEntries of NDJSON', () => {
  it('reads one entry per line, and counts blank lines as lines', async () => {
    const content = '\ufeff{"email":"ann@example.com"}\r\n\r\n {"email":"bob@example.com"} '
    expect(await read('ndjson', content)).toStrictEqual([
      { number: 1, line: 1, ...ann },
      { number: 2, line: 3, ...bob },
    ])
  })

  it.each<[string, string, number | null, string]>([
    ['no content', '\n', null, 'The input is empty.'],
    ['a line that is not JSON', '{}\n\n{"a":}\n', 3, 'the line is not valid JSON.'],
    ['two values on a line', '{}\n{} {}\n', 2, 'the line is not valid JSON.'],
    ['an entry on two lines', '{}\n{\n}\n', 2, 'the line is not valid JSON.'],
    ['an endless line', `{}\n"${'x'.repeat(1_000_000)}"`, 2, 'the line is too long.'],
  ])('rejects a file with %s', async (_name, content, line, message) => {
    expect(await errorOf(read('ndjson', content))).toStrictEqual(new UnreadableEntries(line, message))
  })
})

describe('readEntries of JSON', () => {
  it.each([
    ['an array', '[{"email":"ann@example.com"},\r\n\r\n  {"email":"bob@example.com"}]\n', [1, 3]],
    ['an object', '\ufeff{\n"entries" : [\n{"email":\n"ann@example.com"\n}, {"email":"bob@example.com"}\n]\n}', [3, 5]],
  ])('reads %s, and reports the line on which an entry begins', async (_name, content, [first, second]) => {
    expect(await read('json', content)).toStrictEqual([
      { number: 1, line: first, ...ann },
      { number: 2, line: second, ...bob },
    ])
  })

  it('accepts brackets, commas and quotes in texts, and lines of any length', async () => {
    const description = '],}{["\\",'
    const content = JSON.stringify(Array.from({ length: 1000 }, () => ({ userId: '1', description })))
    expect(await read('json', content.replace('[', `[${' '.repeat(1_000_000)}`))).toHaveLength(1000)
    expect((await read('json', content))[999]).toStrictEqual({
      number: 1000,
      line: 1,
      entry: { userId: '1', description },
    })
  })

  it.each(['[]', ' [\n] ', '{"entries":[]}'])('returns no entries for %j', async (content) => {
    expect(await read('json', content)).toStrictEqual([])
  })

  const neither = 'The input is neither a JSON array nor a JSON object with only an array "entries".'

  it.each<[string, number | null, string]>([
    ['', null, 'The input is empty.'],
    ['{}', null, neither],
    ['{"entries":{}}', null, neither],
    ['{"x":1,"entries":[]}', null, neither],
    ['"x"', null, neither],
    ['[{},\n{"a":1,}\n]', 2, 'entry 2 is not valid JSON.'],
    ['[{},\n{}\n,\n]', 4, 'entry 3 is not valid JSON.'],
    ['[{}\n{}]', 1, 'entry 1 is not valid JSON.'],
    ['[{},\n{"a":"b}]', 2, 'entry 2 is not valid JSON.'],
    ['[{},\n{}', 2, 'the JSON is incomplete, or text follows its end.'],
    ['[{}\n}', 2, 'the JSON is incomplete, or text follows its end.'],
    ['[{}]\n[{}]', 1, 'the JSON is incomplete, or text follows its end.'],
    ['{"entries":[{}],\n"x":1}', 1, 'the JSON is incomplete, or text follows its end.'],
  ])('rejects %j', async (content, line, message) => {
    expect(await errorOf(read('json', content))).toStrictEqual(new UnreadableEntries(line, message))
  })

  it('accepts the same texts as JSON.parse', async () => {
    const token = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      '"a":1',
      '{"a":[1]}',
      '\\',
      '1',
      '\n',
      ' ',
      '\u00a0',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 12 }), async (tokens) => {
        const content = `[${tokens.join('')}]`
        const length = await read('json', content).then(
          (entries) => entries.length,
          () => null,
        )
        expect(length).toBe(lengthOf(content))
      }),
      { numRuns: 1000 },
    )
  })

  function lengthOf(content: string): number | null {
    try {
      return JSON.parse(content).length
    } catch {
      return null
    }
  }
})

const word = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 30 })
  .map((given) => given.replaceAll('\0', '"').trim().normalize('NFC'))
  .filter(isVisible)

const recipient = fc.oneof(
  fc.record({ userId: word }),
  fc.nat().map((number) => ({ email: `learner${number}@example.com` })),
)

const name = word.filter((given) => titleText(255).safeParse(given).success)

const details = fc.record(
  {
    name,
    certificateName: name,
    description: word,
    imageUrl: fc.nat().map((number) => `https://a.example/${number}.png?size=1,2;3`),
    achievedAt: fc.integer({ min: 100_000_000, max: 2_000_000_000 }).map((seconds) => new Date(seconds * 1000)),
    expiresAt: fc.integer({ min: 2_000_000_001, max: 99_999_999_999 }).map((seconds) => new Date(seconds * 1000)),
  },
  { requiredKeys: [] },
)

const entries = fc.array(
  fc.tuple(recipient, details).map(([user, facts]): Entry => ({ ...user, ...facts })),
  { minLength: 1, maxLength: 10 },
)

/** Writes each time as Unix seconds or as ISO. */
function sent(entry: Entry): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => {
      if (!(value instanceof Date)) return [name, typeof value === 'string' ? value : '']
      const seconds = value.getTime() / 1000
      return [name, seconds % 7 === 0 ? value.toISOString() : seconds]
    }),
  )
}

type Dialect = { delimiter: string; end: string; quoteAll: boolean }

const dialect: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  quoteAll: fc.boolean(),
})

/** Writes entries as CSV, and returns the line on which each begins. */
function csv(list: Entry[], { delimiter, end, quoteAll }: Dialect): { content: string; lines: number[] } {
  const columns = Object.keys(entrySchema.shape)
  const cell = (value: string) => (quoteAll || /[",;\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
  const row = (values: (string | number)[]) => values.map((value) => cell(String(value))).join(delimiter) + end
  let content = row(columns)
  const lines = list.map((entry) => {
    const line = content.split(/\r\n|\r|\n/).length
    content += row(columns.map((column) => sent(entry)[column] ?? ''))
    return line
  })
  return { content, lines }
}

describe('readEntries of generated entries', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 })

  it('reads back the same entries from CSV, wherever the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(entries, dialect, sizes, async (list, how, cut) => {
        const { content, lines } = csv(list, how)
        expect(await read('csv', content, cut)).toStrictEqual(
          list.map((entry, index) => ({ number: index + 1, line: lines[index], entry })),
        )
      }),
      {
        numRuns: 200,
        examples: [
          [
            [{ userId: '"', achievedAt: new Date(2_017_050_100_000) }],
            { delimiter: ',', end: '\n', quoteAll: false },
            [1],
          ],
        ],
      },
    )
  })

  it('reads back the same entries from NDJSON and JSON, wherever the bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(entries, sizes, fc.constantFrom(0, 2), async (list, cut, indent) => {
        const objects = list.map(sent)
        const expected = list.map((entry, index) => ({ number: index + 1, line: index + 1, entry }))
        const json = JSON.stringify({ entries: objects }, null, indent)
        const ndjson = objects.map((object) => JSON.stringify(object)).join('\r\n')
        expect(await read('ndjson', ndjson, cut)).toStrictEqual(expected)
        expect(await read('json', json, cut)).toMatchObject(expected.map(({ line: _line, ...rest }) => rest))
      }),
      { numRuns: 200 },
    )
  })
})

describe('readEntries of arbitrary input', () => {
  const format = fc.constantFrom<Format>('csv', 'ndjson', 'json')

  async function isReadOrRejected(kind: Format, bytes: Buffer) {
    const errors = [await errorOf(read(kind, bytes)), await errorOf(read(kind, bytes, [1]))]
    for (const error of errors) if (error !== null) expect(error).toBeInstanceOf(UnreadableEntries)
    expect(errors[1]).toStrictEqual(errors[0])
  }

  it('reads random bytes or rejects them as unreadable', async () => {
    await fc.assert(
      fc.asyncProperty(format, fc.uint8Array({ maxLength: 50 }), (kind, bytes) =>
        isReadOrRejected(kind, Buffer.from(bytes)),
      ),
      { numRuns: 500 },
    )
  })

  it('reads damaged files or rejects them as unreadable', async () => {
    const damage = fc.array(
      fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...Buffer.from('"\\,\r\n[]{}\0')), fc.nat(255))),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    await fc.assert(
      fc.asyncProperty(format, entries, dialect, damage, async (kind, list, how, changes) => {
        const objects = list.map(sent)
        const bytes = Buffer.from(
          kind === 'csv'
            ? csv(list, how).content
            : kind === 'json'
              ? JSON.stringify(objects)
              : objects.map((object) => JSON.stringify(object)).join('\n'),
        )
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte
        await isReadOrRejected(kind, bytes)
      }),
      { numRuns: 500 },
    )
  })

  it('passes on an error of the source unchanged', async () => {
    const lost = new Error('the connection is lost')
    async function* source() {
      yield Buffer.from('email\nann@example.com')
      throw lost
    }
    const reading = readEntries(source(), 'csv', { entries: 10 })
    await expect(reading.next()).rejects.toBe(lost)
  })
})
