import { Explained } from '../../explained.ts'

/** Entries that cannot be read at all; the message names the line, unless the whole is at fault. */
export class UnreadableEntries extends Explained {
  override readonly name = 'UnreadableEntries'
  readonly line: number | null

  constructor(line: number | null, message: string) {
    super(line === null ? message : `Line ${line}: ${message}`)
    this.line = line
  }
}

/** Names that somebody else chose, for a message: on one line, and neither long nor many. */
export function quoted(names: string[]): string {
  const short = names.map((name) => JSON.stringify(name.length > 50 ? `${name.slice(0, 50)}…` : name))
  return short.length > 5 ? `${short.slice(0, 5).join(', ')} and ${short.length - 5} more` : short.join(', ')
}
