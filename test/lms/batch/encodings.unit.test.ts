import { describe, expect, it } from 'vitest'
import { type Format, type ReadEntry, type ReadOptions, readEntries } from '../../../src/lms/batch/entries.ts'

type Options = Omit<ReadOptions, 'entries'>

async function read(content: string | Buffer, options: Options = {}, format: Format = 'csv', size = 7) {
  const bytes = Buffer.from(content)
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
  }
  const found: ReadEntry[] = []
  for await (const entry of readEntries(pieces(), format, { entries: 100, ...options })) found.push(entry)
  return found
}

const names = async (...given: Parameters<typeof read>) =>
  (await read(...given)).map((one) => ('entry' in one ? [one.line, one.entry.name] : one.errors))

const utf16le = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')
const table = 'email,name\r\na@b.cd,Jörg\r\nb@b.cd,Zoë\r\n'
const both = [
  [2, 'Jörg'],
  [3, 'Zoë'],
]

describe('readEntries of CSV in other encodings', () => {
  it.each<[string, Buffer, string[]]>([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${table}`), []],
    ['UTF-16 little-endian with a mark', utf16le(table), []],
    ['UTF-16 big-endian with a mark', utf16le(table).swap16(), []],
    ['UTF-16 with a mark, as declared', utf16le(table), ['utf-16']],
    ['UTF-16, tab-separated, as Excel’s “Unicode text”', utf16le(table.replaceAll(',', '\t')), []],
    ['UTF-16 without a mark, declared', utf16le(table).subarray(2), ['utf-16le']],
    ['declared windows-1252', Buffer.from(table, 'latin1'), ['windows-1252']],
    ['declared Latin-1', Buffer.from(table, 'latin1'), ['ISO-8859-1']],
    ['twice declared windows-1252', Buffer.from(table, 'latin1'), ['latin1', 'cp1252']],
  ])('reads %s', async (_, bytes, charsets) => {
    for (const size of [1, 1000]) expect(await names(bytes, { charsets }, 'csv', size)).toStrictEqual(both)
  })

  it('reads the characters that windows-1252 has and Latin-1 has not', async () => {
    const bytes = Buffer.concat([Buffer.from('email,name\na@b.cd,'), Buffer.from([0x8a, 0x92, 0x80])])
    expect(await names(bytes, { charsets: ['windows-1252'] })).toStrictEqual([[2, 'Š’€']])
  })

  it('reads NDJSON and JSON in a declared charset', async () => {
    const line = '{"email":"a@b.cd","name":"Jörg"}'
    expect(await names(Buffer.from(line, 'latin1'), { charsets: ['latin1'] }, 'ndjson')).toStrictEqual([[1, 'Jörg']])
    expect(await names(utf16le(`[${line}]`), {}, 'json')).toStrictEqual([[1, 'Jörg']])
  })

  it.each<[string, Buffer, string[], string]>([
    [
      'Latin-1 without a charset',
      Buffer.from(table, 'latin1'),
      [],
      'Line 2: the text is not UTF-8. Save it as UTF-8, or',
    ],
    ['Latin-1 declared as UTF-8', Buffer.from(table, 'latin1'), ['utf-8'], 'Line 2: the text is not UTF-8.'],
    ['UTF-8 declared as ASCII', Buffer.from(table), ['us-ascii'], 'Line 2: the text is not us-ascii.'],
    ['half a surrogate pair', utf16le(table.replace('ë', '\ud800')), [], 'Line 3: the text is not utf-16le.'],
    ['half a character', utf16le(table).subarray(0, -1), [], 'Line 4: the text is not utf-16le.'],
    ['UTF-16 with another charset', utf16le(table), ['utf-8'], 'begins with the byte order mark of utf-16le'],
    ['two charsets', Buffer.from(table), ['utf-8', 'latin1'], 'is declared as utf-8, and declared as windows-1252'],
    ['UTF-16 without a mark', utf16le(table).subarray(2), [], 'the text contains a NUL character.'],
    ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe]), [], 'an Excel workbook (.xlsx). Save it as'],
    ['an old Excel workbook', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), [], 'an Excel workbook (.xls). Save it as'],
    ['a compressed file', Buffer.from([0x1f, 0x8b, 8, 0, 0]), [], 'compressed with gzip. Send it uncompressed.'],
  ])('rejects %s', async (_, bytes, charsets, message) => {
    await expect(read(bytes, { charsets })).rejects.toThrow(message)
  })
})

describe('readEntries of CSV as spreadsheets write it', () => {
  it.each([
    ['a first line sep=;', 'sep=;\nemail;name\na@b.cd;Jörg\nb@b.cd;Zoë'],
    ['a first line "sep=;"', '"sep=;"\nemail;name\na@b.cd;Jörg\nb@b.cd;Zoë'],
    ['a first line sep=, with empty columns', 'SEP=,,\nemail,name,\na@b.cd,Jörg,\nb@b.cd,Zoë,'],
    ['a first line with a tab', 'sep=\t\nemail\tname\na@b.cd\tJörg\nb@b.cd\tZoë'],
    ['a first line sep=|', 'sep=|\nemail|name\na@b.cd|Jörg\nb@b.cd|Zoë'],
  ])('reads %s, and counts it as a line', async (_, content) => {
    expect(await names(content)).toStrictEqual([
      [3, 'Jörg'],
      [4, 'Zoë'],
    ])
  })

  it.each([
    ['empty columns at the end', 'email,name,,\na@b.cd,Jörg,,\nb@b.cd,Zoë,,'],
    ['empty columns in the header only', 'email,name,,\na@b.cd,Jörg\nb@b.cd,Zoë'],
    ['empty columns in a row only', 'email,name\na@b.cd,Jörg,,,\nb@b.cd,Zoë'],
    ['columns with spaces at the end', 'email;name; ; \na@b.cd;Jörg;;\nb@b.cd;Zoë; ; '],
    ['quoted empty columns', '"email","name",""\n"a@b.cd","Jörg",""\n"b@b.cd","Zoë",""'],
    ['tabs and quotes', '"email"\t"name"\na@b.cd\t"Jörg"\nb@b.cd\tZoë'],
  ])('reads %s', async (_, content) => {
    expect(await names(content)).toStrictEqual(both)
  })

  it('takes the separator with which the header has known columns', async () => {
    const options = { ignoreUnknownColumns: true }
    const content = 'Points, total;email;name\n"1;2";a@b.cd;Jörg\n1,5;b@b.cd;Zoë\n'
    expect(await names(content, options)).toStrictEqual(both)
  })

  it.each([
    ['a value after the last column', 'email,name,\na@b.cd,Jörg,x', 'Line 2: this row has 3 cells, the header has 2.'],
    ['a row that is too short', 'email,name,,\na@b.cd', 'Line 2: this row has 1 cells, the header has 2.'],
    ['a sep line alone', 'sep=;\n', 'The header is missing.'],
    ['a sep line that the rows contradict', 'sep=;\nemail,name\n', 'Line 2: the header is missing'],
    ['a sep line with two characters', 'sep=ab\nemail\n', 'Line 1: the header is missing'],
  ])('rejects %s', async (_, content, message) => {
    await expect(read(content)).rejects.toThrow(message)
  })
})
