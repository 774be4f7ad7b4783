import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Format, readTable, UnreadableTable } from '../../src/cli/table.ts'
import { newFolder } from '../support/files/folders.ts'

async function file(content: string | Buffer): Promise<string> {
  const path = join(await newFolder(), 'table')
  await writeFile(path, content)
  return path
}

async function read(content: string | Buffer, format: Format = 'csv') {
  return readFrom(await file(content), format)
}

async function readFrom(path: string, format: Format = 'csv') {
  const rows: { line: number; cells: string[] }[] = []
  for await (const { line, cells } of (await readTable(path, format)).rows) rows.push({ line, cells })
  return rows
}

describe('readTable of a CSV file', () => {
  it('reads quotes, commas and line ends inside cells, and cells in any script', async () => {
    expect(await read('1,"a ""b"", c","two\nlines"\n2,Ünïcödé,李小龍 🎓\n')).toStrictEqual([
      { line: 2, cells: ['1', 'a "b", c', 'two\nlines'] },
      { line: 3, cells: ['2', 'Ünïcödé', '李小龍 🎓'] },
    ])
  })

  it.each([
    ['LF', '\n'],
    ['CR LF', '\r\n'],
  ])('counts lines that end in %s as an editor does', async (_name, end) => {
    const content = ['a,1', '', '"b', '', 'b",2', 'c,3', '"d', 'd","e', 'e"', 'f'].join(end)
    expect((await read(content)).map(({ line, cells }) => [line, cells[0]?.[0]])).toStrictEqual([
      [1, 'a'],
      [5, 'b'],
      [6, 'c'],
      [9, 'd'],
      [10, 'f'],
    ])
  })

  it('reads mixed line ends', async () => {
    expect((await read('a\r\nb\nc\rd')).map(({ cells }) => cells)).toStrictEqual([['a'], ['b'], ['c'], ['d']])
  })

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffä,b\n'), undefined],
    ['UTF-16 with a byte order mark', Buffer.from('\ufeffä,b\n', 'utf16le'), undefined],
    ['UTF-16 in the other byte order', Buffer.from('\ufeffä,b\n', 'utf16le').swap16(), 'utf-16'],
    ['windows-1252', Buffer.from('ä,b\n', 'latin1'), 'windows-1252'],
    ['Shift_JIS', Buffer.from([0x93, 0xfa, 0x2c, 0x62]), 'shift_jis'],
  ])('reads %s', async (_name, content, charset) => {
    const { rows } = await readTable(await file(content), 'csv', charset)
    const { value } = await rows[Symbol.asyncIterator]().next()
    expect(value.cells).toStrictEqual([charset === 'shift_jis' ? '日' : 'ä', 'b'])
  })

  it.each<[string, Buffer, Format, string]>([
    [
      'a table in Latin-1',
      Buffer.from('a,b\nä,b\n', 'latin1'),
      'csv',
      'Line 2: the text is not UTF-8. Save it as UTF-8',
    ],
    ['lines in Latin-1', Buffer.from('a\nb\nä', 'latin1'), 'lines', 'Line 3: the text is not UTF-8. Save it as UTF-8'],
    ['half a character', Buffer.from('a,ä').subarray(0, -1), 'csv', 'Line 1: the text is not UTF-8.'],
    ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 0xff]), 'csv', 'an Excel workbook (.xlsx). Save it as'],
  ])('rejects %s', async (_name, content, format, message) => {
    const path = await file(content)
    await expect(readFrom(path, format)).rejects.toThrow(`${path}: `)
    await expect(readFrom(path, format)).rejects.toThrow(message)
  })

  it('reads rows of different lengths', async () => {
    expect((await read('a\nb,c\n,,\n')).map(({ cells }) => cells)).toStrictEqual([['a'], ['b', 'c'], ['', '', '']])
  })

  it('reads the same rows wherever the chunks of a file end', async () => {
    const row = '"Ünï, ""x""\r\ny",李小龍\r\n'
    const rows = await read(row.repeat(20_000))
    expect(rows).toHaveLength(20_000)
    expect(new Set(rows.map(({ cells }) => JSON.stringify(cells)))).toStrictEqual(
      new Set([JSON.stringify(['Ünï, "x"\r\ny', '李小龍'])]),
    )
    expect(rows.at(-1)?.line).toBe(40_000)
  })

  it('reports how many bytes were read', async () => {
    const { size, rows } = await readTable(await file('ab\ncd\n'), 'csv')
    const bytes: number[] = []
    for await (const row of rows) bytes.push(row.bytes)
    expect(size).toBe(6)
    expect(bytes).toStrictEqual([3, 6])
  })

  it.each([
    ['a quote that is never closed', 'a,b\n"c,d\ne,f\n', 'the quote opens in row 2'],
    ['a quote in the middle of a cell', 'a,b\nc "d",e\n', 'line 2'],
    ['a letter after a quote', 'a,b\n"c"\td,e\n', 'line 2'],
    ['a line that ends after a quote and a letter', '"a"b\n', 'line 1'],
  ])('reports %s in one line, with the name of the file and the position', async (_name, content, place) => {
    const path = await file(content)
    const failure = await readFrom(path).then(
      () => null,
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(UnreadableTable)
    expect(String(failure)).toMatch(new RegExp(`^Error: ${path}: [^\\n]*${place}[^\\n]*$`))
  })
})

describe('readTable of a file of lines', () => {
  it('reads lines unchanged: quotes, commas and spaces have no meaning', async () => {
    expect(await read('\ufeff"C", C++\r\n\r\n it\'s ,"\nlast', 'lines')).toStrictEqual([
      { line: 1, cells: ['"C", C++'] },
      { line: 3, cells: [' it\'s ,"'] },
      { line: 4, cells: ['last'] },
    ])
  })
})

describe('readTable without a file', () => {
  it('names the missing file, or the folder in its place', async () => {
    const folder = await newFolder()
    await expect(readTable(join(folder, 'missing.csv'), 'csv')).rejects.toThrow(/ENOENT.*missing\.csv/)
    const { rows } = await readTable(folder, 'csv')
    await expect(rows[Symbol.asyncIterator]().next()).rejects.toThrow(`${folder}: EISDIR`)
  })
})
