import { isOutage } from '../database/outage.ts'
import { Explained } from '../explained.ts'

/** Prints the error and exits with 1. */
export function explainAndExit(error: unknown): never {
  console.error(explain(error))
  process.exit(1)
}

/** Returns one line for an error that the reader can fix, and the whole error otherwise. */
export function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error instanceof Explained) return error.message
  if (isOutage(error)) return `The database cannot be reached: ${error.message}`
  // Errors of the operating system are one line that names the file.
  return 'syscall' in error ? error.message : error
}
