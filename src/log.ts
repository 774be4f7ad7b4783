import type { LoggerOptions } from 'pino'
import type { Config } from './config.ts'

/**
 * How a process writes its log: a line of JSON an entry. What was asked for is told without what it was asked with, and an error
 * without what it is about: neither keys and signatures nor people's addresses reach it.
 */
export function logOptions({ logLevel }: Pick<Config, 'logLevel'>): LoggerOptions {
  return { level: logLevel, serializers: { req: toldRequest, err: toldError } }
}

type LoggedRequest = { method: string; url: string; ip: string }

/** Path and the names of what stands behind it. Logged with its id. */
function toldRequest({ method, url, ip }: LoggedRequest) {
  const names = queryNames(url)
  return { method, path: url.split('?', 1)[0], ...(names.length > 0 && { query: names }), ip }
}

/** What is asked for in a query, without what it is asked with. Each once, twenty at most. */
export function queryNames(url: string): string[] {
  return [...new Set(new URLSearchParams(url.split('?', 2)[1]).keys())].slice(0, 20)
}

/** Nothing but what errors have to say: the other properties of a database's name the row. */
function toldError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { type: name, message, code, stack, ...(cause !== undefined && { cause: toldError(cause) }) }
}
