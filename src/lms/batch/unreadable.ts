import { Explained } from '../../explained.ts'

/** Thrown for input that cannot be read. The message names the line, unless the whole input is at fault. */
export class UnreadableEntries extends Explained {
  override readonly name = 'UnreadableEntries'
  readonly line: number | null

  constructor(line: number | null, message: string) {
    super(line === null ? message : `Line ${line}: ${message}`)
    this.line = line
  }
}

/** Quotes names from user input on one line. Shortens long names and long lists. */
export function quoted(names: string[]): string {
  const short = names.map((name) => JSON.stringify(name.length > 50 ? `${name.slice(0, 50)}…` : name))
  return short.length > 5 ? `${short.slice(0, 5).join(', ')} and ${short.length - 5} more` : short.join(', ')
}
