import type { LoggerOptions } from 'pino'
import type { Config } from './config.ts'

/** Writes one line of JSON per entry, without values of queries or data of errors: they may be secret or personal. */
export function logOptions({ logLevel }: Pick<Config, 'logLevel'>): LoggerOptions {
  return { level: logLevel, serializers: { req: loggedRequest, err: loggedError } }
}

/** `ip` is undefined after the client disconnects. */
export function loggedRequest({ method, url, ip }: { method: string; url: string; ip: string | undefined }) {
  const names = queryNames(url)
  return {
    method,
    path: masked(url.split('?', 1)[0] ?? ''),
    ...(names.length > 0 && { query: names }),
    ip: ip && masked(ip),
  }
}

/** Returns the distinct parameter names of a query, at most 20. */
export function queryNames(url: string): string[] {
  return [...new Set(new URLSearchParams(url.split('?', 2)[1]).keys())].slice(0, 20).map(masked)
}

/** Secrets that a client may send in a URL, each with its placeholder in the log. */
const secrets: [name: string, pattern: RegExp][] = [
  // Matches from the start of a segment only, which takes linear time.
  ['email', /(?<![^\s/@])[^\s/@]+@[^\s/@]+/g],
  ['key', /chk_\w+/gi],
  ['token', /chs_\w+/gi],
  ['offer', /cho_[\w-]+/gi],
  ['unsubscribe', /chu_[\w-]+/gi],
  // Base64 may contain slashes.
  ['secret', /whsec_[\w+/=-]+/gi],
  // Longer than a wallet address: signatures, checksums and private keys.
  ['hex', /(?<![0-9a-f])[0-9a-f]{41,}/gi],
]

/** Masks the secrets in a text, also percent-encoded ones at any depth. Returns other texts unchanged. */
export function masked(text: string): string {
  const readable = text.replaceAll(/%(?:25)*([0-9a-f]{2})/gi, (_, code) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  const clean = secrets.reduce((rest, [name, pattern]) => rest.replaceAll(pattern, `[${name}]`), readable)
  return clean === readable ? text : clean
}

/** Logs only these properties: others of a database error contain the row. */
function loggedError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error }
  const { name, message, stack, cause } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const shown = { message: masked(String(message)), code, ...(stack !== undefined && { stack: masked(String(stack)) }) }
  return { type: name, ...shown, ...(cause !== undefined && { cause: loggedError(cause) }) }
}
