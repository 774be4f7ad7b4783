/** Codes of errors that this client finds itself. All other codes are those of the server (docs/errors.md). */
export type ClientCode =
  | 'client.network'
  | 'client.timeout'
  | 'client.redirected'
  | 'client.not_json'
  | 'client.wrong_server'
  | 'client.wrong_typed_data'
  | 'webhook.malformed'
  | 'webhook.wrong_signature'
  | 'webhook.wrong_time'

export type ErrorDetails = {
  /** HTTP status; null without a response of the server. */
  status: number | null
  /** Stable code: `X-Error-Code` of the response, or a `ClientCode`. */
  code: ClientCode | (string & {})
  /** Messages by field of the request. */
  fields?: Record<string, string[]>
  /** `X-Request-Id` of the response: the operator finds the request in the log by it. */
  requestId?: string | null
  /** How often the request was sent. */
  attempts?: number
  cause?: unknown
}

/** A request that failed, or a webhook that is not genuine. */
export class ChanceryError extends Error {
  override readonly name = 'ChanceryError'
  readonly status: number | null
  readonly code: ClientCode | (string & {})
  readonly fields: Record<string, string[]>
  readonly requestId: string | null
  readonly attempts: number

  constructor(message: string, { status, code, fields = {}, requestId = null, attempts = 1, cause }: ErrorDetails) {
    super(message, cause === undefined ? {} : { cause })
    this.status = status
    this.code = code
    this.fields = fields
    this.requestId = requestId
    this.attempts = attempts
  }
}

/** Builds an error that has no response. */
export function clientError(code: ClientCode, message: string, cause?: unknown): ChanceryError {
  return new ChanceryError(message, { status: null, code, cause })
}

/**
 * Builds the error of a response. `body` is its parsed JSON, or its text. Reads the formats of both APIs: `{ message, errors
 * }`, `{ error }`, `{ detail }` and `{ status: "denied" }`.
 */
export function errorOf({ status, headers, url }: Response, body: unknown, attempts: number): ChanceryError {
  const requestId = headers.get('x-request-id')
  const code = headers.get('x-error-code')
  const { message, errors, error, detail } = record(body)
  const fields = fieldsOf(errors) ?? fieldsOf(error) ?? {}
  const texts = Object.entries(fields).map(([field, all]) => `${field}: ${all.join(' ')}`)
  const said = [message, detail, error].find((text) => typeof text === 'string') ?? texts.join(' ')
  // A proxy does not set the code.
  if (code === null && said === '')
    return new ChanceryError(proxied(status, headers, url, body), {
      status,
      code: `http.${status}`,
      requestId,
      attempts,
    })
  const more = said === message && texts.length > 0 ? ` ${texts.join(' ')}` : ''
  const text =
    said === ''
      ? code === 'certificate.not_issuer'
        ? 'Another wallet issued this certificate.'
        : 'The server denied the request.'
      : `${said}${more}`
  return new ChanceryError(text, { status, code: code ?? `http.${status}`, fields, requestId, attempts })
}

function proxied(status: number, headers: Headers, url: string, body: unknown): string {
  const type = headers.get('content-type') ?? 'no content type'
  const title = excerptOf(body)
  return `${hostOf(url)} responded with status ${status} and ${type}, not as Chancery does.${title && ` It says: ${title}`}`
}

/** Returns the title or the beginning of a page that is not from Chancery. */
export function excerptOf(body: unknown): string {
  if (typeof body !== 'string') return ''
  const title = /<title[^>]*>([^<]*)/i.exec(body)?.[1] ?? body.slice(0, 2000).replace(/<[^>]*>/g, ' ')
  return title.replace(/\s+/g, ' ').trim().slice(0, 120)
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'The server'
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function fieldsOf(value: unknown): Record<string, string[]> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.fromEntries(Object.entries(value).map(([field, texts]) => [field, [texts].flat().map(String)]))
}
