import type { Command } from 'commander'

/** A row of a listing: name in camel case → value. Null: there is none. */
export type ListedRow = Record<string, string | number | Date | null>

/** Makes a command a listing: a table, or with `--json` one line of JSON per row. */
export function listing(command: Command, read: () => Promise<ListedRow[]>): Command {
  return command.option('--json', 'print one line of JSON per entry').action(async ({ json }: { json?: true }) => {
    const rows = await read()
    const text = json ? rows.map((row) => JSON.stringify(row)).join('\n') : toTable(rows)
    if (text !== '') console.log(text)
  })
}

/** Space between columns. */
const GAP = '  '

/** Returns rows as aligned columns under their names. */
export function toTable(rows: ListedRow[]): string {
  const [first] = rows
  if (!first) return 'None.'
  const names = Object.keys(first)
  const lines = [names.map(toWords), ...rows.map((row) => names.map((name) => toCell(row[name] ?? null)))]
  const widths = names.map((_, column) => Math.max(...lines.map((line) => widthOf(line[column] ?? ''))))
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
}

function toWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function toCell(value: ListedRow[string]): string {
  if (value === null || value === '') return '-'
  // Control characters would break the line, or command the terminal.
  return (value instanceof Date ? value.toISOString() : String(value)).replace(/\p{Cc}/gu, ' ')
}

const segmenter = new Intl.Segmenter()

/** Returns the number of characters that a reader sees. */
function widthOf(text: string): number {
  return [...segmenter.segment(text)].length
}
