import { ConfigError } from '../config.ts'
import { DataDirInUse } from '../db/lock.ts'
import { isOutage } from '../db/outage.ts'
import { Problem } from '../errors.ts'

/** Ends the process with what the reader needs: one line for what they can mend, everything for what they cannot. */
export function explainAndExit(error: unknown): never {
  console.error(explain(error))
  process.exit(1)
}

function explain(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  if (error instanceof ConfigError || error instanceof DataDirInUse || error instanceof Problem) return error.message
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE') return `${error.message}. Another server uses it: stop that one, or set PORT.`
  if (isOutage(error)) return `The database cannot be reached: ${error.message || code}`
  if (code.startsWith('CSV_') || fileErrors.includes(code)) return error.message
  return error
}

const fileErrors = ['ENOENT', 'EACCES', 'EISDIR', 'ENOSPC', 'EROFS']
