import type { LoggerOptions } from 'pino'
import type { Config } from './config.ts'

/**
 * How a process writes its log: a line of JSON an entry. What was asked for is told without what it was asked with, and an error
 * without what it is about: neither keys and signatures nor people's addresses reach it.
 */
export function logOptions({ logLevel }: Pick<Config, 'logLevel'>): LoggerOptions {
  return { level: logLevel, serializers: { req: toldRequest, err: toldError } }
}

/** Who has hung up has no address any more. */
type LoggedRequest = { method: string; url: string; ip: string | undefined }

/** Path and the names of what stands behind it. Logged with its id. */
function toldRequest({ method, url, ip }: LoggedRequest) {
  const names = queryNames(url)
  return {
    method,
    path: masked(url.split('?', 1)[0] ?? ''),
    ...(names.length > 0 && { query: names }),
    ip: ip && masked(ip),
  }
}

/** What is asked for in a query, without what it is asked with. Each once, twenty at most. */
export function queryNames(url: string): string[] {
  return [...new Set(new URLSearchParams(url.split('?', 2)[1]).keys())].slice(0, 20).map(masked)
}

/** What somebody may put where an id belongs, and what stands for it in the log. */
const secrets: [name: string, pattern: RegExp][] = [
  // Looked for from the start of a segment only: it takes as long as the text is, whatever the text.
  ['email', /(?<![^\s/@])[^\s/@]+@[^\s/@]+/g],
  ['key', /chk_\w+/gi],
  ['token', /chs_\w+/gi],
  // Its base 64 may have slashes.
  ['secret', /whsec_[\w+/=-]+/gi],
  // Longer than the address of a wallet: signatures, checksums and private keys.
  ['hex', /(?<![0-9a-f])[0-9a-f]{41,}/gi],
]

/** A text without the secrets in it, percent-encoded ones too, however often. One that has none stays as it is. */
export function masked(text: string): string {
  const readable = text.replaceAll(/%(?:25)*([0-9a-f]{2})/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  const told = secrets.reduce((rest, [name, pattern]) => rest.replaceAll(pattern, `[${name}]`), readable)
  return told === readable ? text : told
}

/** Nothing but what errors have to say: the other properties of a database's name the row. */
function toldError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const told = { message: masked(String(message)), code, ...(stack !== undefined && { stack: masked(String(stack)) }) }
  return { type: name, ...told, ...(cause !== undefined && { cause: toldError(cause) }) }
}
