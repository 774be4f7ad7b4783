import { clientError, excerptOf, hostOf } from './errors.ts'

const JSON_TYPE = /^application\/([\w.-]+\+)?(json|vc)\b/i

/**
 * Reads the whole body, so that a connection that breaks counts as a failed attempt, and parses JSON once. Throws for a
 * success that Chancery cannot have sent.
 */
export async function readWhole(response: Response, url: string): Promise<Response> {
  const { status, ok, headers } = response
  if (response.type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)) {
    const target = headers.get('location')
    throw clientError(
      'client.redirected',
      `${hostOf(url)} redirects${target ? ` to ${target}` : ''}. The client does not follow, because it would send its credentials there. Correct baseUrl.`,
    )
  }
  const type = headers.get('content-type') ?? ''
  // Throws for a body that was cut off.
  if (ok && JSON_TYPE.test(type)) return named(withJson(JSON.parse(await response.text()), response), url)
  const hasBody = status !== 204 && status !== 304
  const bytes = await response.arrayBuffer()
  if (ok && hasBody && !/^image\//i.test(type)) {
    const says = excerptOf(new TextDecoder().decode(bytes))
    throw clientError(
      'client.not_json',
      `${hostOf(url)} responded with ${type || 'no content type'}, not as Chancery does. Check baseUrl and proxies.${says && ` It says: ${says}`}`,
    )
  }
  return named(new Response(hasBody ? bytes : null, response), url)
}

/** A new response has no address. */
function named(response: Response, url: string): Response {
  return Object.defineProperty(response, 'url', { value: url })
}

/**
 * Returns a response with parsed JSON, which can be read once. One with the text would be parsed again, and one that keeps
 * its data would keep it in memory after the caller is done.
 */
function withJson(value: unknown, { status, statusText, headers }: Response): Response {
  const response = new Response(null, { status, statusText, headers })
  // Without a length, openapi-fetch parses the text.
  if (!response.headers.has('content-length')) response.headers.set('content-length', '1')
  let unread: { value: unknown } | null = { value }
  const take = () => {
    if (!unread) throw new TypeError('The body was read before.')
    const taken = unread.value
    unread = null
    return taken
  }
  const whole = () => new Response(JSON.stringify(take()), response)
  return Object.defineProperties(response, {
    body: { get: () => whole().body },
    json: { value: async () => take() },
    text: { value: async () => whole().text() },
    arrayBuffer: { value: async () => whole().arrayBuffer() },
    blob: { value: async () => whole().blob() },
  })
}
