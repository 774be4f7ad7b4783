import { isOutage } from '../database/outage.ts'
import { Explained } from '../explained.ts'

/** Ends the process with what the reader needs: one line for what they can mend, everything for what they cannot. */
export function explainAndExit(error: unknown): never {
  console.error(explain(error))
  process.exit(1)
}

/** What the reader needs of an error. */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error instanceof Explained) return error.message
  if (isOutage(error)) return `The database cannot be reached: ${error.message}`
  // What the operating system refuses, it says in one line with the name of the file.
  return 'syscall' in error ? error.message : error
}
