import { METHODS } from 'node:http'
import fc from 'fast-check'
import { designWith } from '../lms/designs.ts'
import type { HostileRequest } from './hostileClient.ts'
import type { Route } from './hostileRoutes.ts'
import { nasty } from './hostileTexts.ts'

// Generators for fast-check. Nearly every part of their requests may be wrong.

type Texts = Record<string, string>

/** What a valid request of a route needs, so that only one thing or another in it is wrong. */
export type Good = { params: Texts; headers: Texts; body: Record<string, unknown> }

function weighted<T>(...parts: [number, fc.Arbitrary<T>][]): fc.Arbitrary<T> {
  return fc.oneof(...parts.map(([weight, arbitrary]) => ({ weight, arbitrary })))
}

const deep = 100_000

const nastyJson = weighted(
  [4, fc.jsonValue({ stringUnit: 'binary' }).map((value) => JSON.stringify(value))],
  [4, nasty.map((value) => JSON.stringify(value))],
  [
    4,
    fc.constantFrom(
      ...['', 'NaN', 'Infinity', 'undefined', "'a'", '01', '1.', '+1', '"', '{', '[1,]', '{"a":1,}', '{"a":1,"a":2}'],
      ...['1e999', '-1e999', '1e-999', '-0', '0.1', '1e21', '2147483648', '9007199254740993', '1e308', '5e-324'],
      ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"toJSON":1}', '{"length":-1}', '{"":1}'],
      ...['"\\u0000"', '"\\ud800"', '["\\udfff"]', '{"\\u0000":1}', '{"\\ud800":1}', '{"a/b":{}}', '[null]', '[[]]'],
    ),
  ],
  [
    1,
    fc.constantFrom(
      ...['['.repeat(deep), '['.repeat(deep) + ']'.repeat(deep), '{"a":'.repeat(deep / 3)],
      ...[`${'{"a":'.repeat(deep / 3)}1${'}'.repeat(deep / 3)}`, `"${'x'.repeat(2 * deep)}"`, '1'.repeat(2 * deep)],
      ...[`[${'0,'.repeat(deep)}0]`, `"${'\\u0000'.repeat(deep / 3)}"`],
    ),
  ],
)

/** A part of a URL, percent-encoded in ways that no browser uses. */
const segment = fc.oneof(
  nasty.map((text) => encodeURIComponent(text.toWellFormed())),
  fc.uint8Array({ maxLength: 8 }).map((bytes) => [...bytes].map((byte) => `%${byte.toString(16)}`).join('')),
  fc.constantFrom(
    ...[
      '%',
      '%%',
      '%zz',
      '%0',
      '%00',
      '%ff',
      '%C0%80',
      '%ED%A0%80',
      '%2e%2e',
      '%2f',
      '%5c',
      '../..',
      '.',
      '~',
      '+',
      '*',
    ],
    ...['@', ':', ';a=1', '&', '%25', '%2525', '%23', '%3f', 'a'.repeat(1001), '%41'.repeat(2000)],
  ),
)

/** Returns the path of a route with the parameters of a valid request. */
export function goodPath(route: Route, good: Good): string {
  return route.url.replaceAll(/:(\w+)/g, (_, name: string) => good.params[name] ?? name)
}

function paths(route: Route, good: Good): fc.Arbitrary<string> {
  const isOpen = (part: string) => part === '*' || part.startsWith(':')
  const parts = route.url.split('/').map((part) => (isOpen(part) ? segment : fc.constant(part)))
  const bad = fc.tuple(...parts).map((written) => written.join('/'))
  const ending = fc.constantFrom('/', '//', '/.', '/..', '/%2e%2e', '/x', '%2f', ';', '#a', '?', '??', '?#')
  return fc
    .tuple(weighted([3, fc.constant(goodPath(route, good))], [1, bad]), weighted([4, fc.constant('')], [1, ending]))
    .map((written) => written.join(''))
}

function queries(route: Route): fc.Arbitrary<string> {
  const known = fc.constantFrom(...route.queryNames, 'limit', 'limit[]', 'offset[a]', '__proto__', 'constructor', '')
  const pair = fc.tuple(fc.oneof(known, segment), fc.option(segment))
  const written = fc
    .array(pair, { maxLength: 4 })
    .map((pairs) => pairs.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join('&'))
  return weighted([1, fc.constant('')], [1, written.map((text) => `?${text}`)])
}

/** Text that Node’s own client accepts in a header. */
export const headerText = fc.oneof(
  nasty.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?')),
  fc.constantFrom('a'.repeat(4000), '0x', `0x${'0'.repeat(130)}`, '\u00ff\u00fe', ',', ';', '"', '*/*', 'a=b; c'),
)

const headerName = fc.constantFrom(
  ...['x-api-key', 'auth-eth-address', 'auth-signature', 'auth_eth_address', 'auth_signature', 'authorization', 'host'],
  ...['auth-timestamp', 'auth-nonce', 'auth_timestamp', 'auth_nonce'],
  ...['accept', 'accept-encoding', 'accept-version', 'content-encoding', 'origin', 'access-control-request-method'],
  ...['range', 'if-match', 'if-none-match', 'if-modified-since', 'x-forwarded-for', 'x-forwarded-host', 'forwarded'],
  ...['expect', 'upgrade', 'te', 'cookie', 'x-http-method-override', 'x-request-id', 'traceparent'],
)

function headers(good: Good): fc.Arbitrary<Texts> {
  const bad = fc.dictionary(headerName, headerText, { maxKeys: 3 })
  return weighted([6, fc.constant(good.headers)], [2, bad.map((some) => ({ ...good.headers, ...some }))], [1, bad])
}

type Body = Pick<HostileRequest, 'body'> & { type?: string | undefined }

const contentType = fc.constantFrom(
  ...['application/json', 'application/json; charset=utf-8', 'Application/JSON', 'application/json; charset="'],
  ...['application/x-www-form-urlencoded', 'multipart/form-data', 'multipart/form-data; boundary=', 'text/plain'],
  // The types of batches, templates and fonts.
  ...['text/csv', 'text/csv; charset=utf-8', 'application/x-ndjson', 'image/svg+xml', 'font/ttf'],
  ...['application/octet-stream', 'text/json', 'image/png', '*/*', 'foo', ';', '/', ' ', '\u00ff', '__proto__'],
)

function bodies(route: Route, good: Good): fc.Arbitrary<Body> {
  const name = weighted([4, fc.constantFrom(...route.bodyNames, 'a')], [1, nasty])
  const change = fc.tuple(name, nastyJson)
  const changes = weighted<[string, string][]>([2, fc.tuple(change)], [1, fc.array(change, { maxLength: 3 })])
  const fields = Object.entries(good.body).map(([field, value]): [string, string] => [field, JSON.stringify(value)])
  const changed = changes.map((some) => {
    const all = [...new Map([...fields, ...some])]
    return `{${all.map(([field, value]) => `${JSON.stringify(field)}:${value}`).join(',')}}`
  })
  const cut = cutOff(changed)
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
  const any = fc.oneof(changed, cut, bytes, form(name), multipart(name), fc.constant(''), fc.constant('\ufeff{}'))

  const of = (type: string, body: fc.Arbitrary<string>) => body.map((content) => ({ body: content, type }))
  return weighted<Body>(
    [8, of('application/json', changed)],
    [2, of('application/json', fc.oneof(nastyJson, cut))],
    [2, of('application/x-www-form-urlencoded', form(name))],
    [route.isForm ? 20 : 2, of('multipart/form-data; boundary=b', multipart(name))],
    ...Object.entries(others(changed)).map(([type, body]): [number, fc.Arbitrary<Body>] => [
      route.types.includes(type) ? 8 : 1,
      of(type, fc.oneof(body, body, cutOff(body), any.map(String))),
    ]),
    [2, fc.record({ body: any, type: fc.option(contentType, { nil: undefined }) })],
    [1, fc.record({ body: fc.constant(null), type: fc.option(contentType, { nil: undefined }) })],
  )
}

function cutOff(whole: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(whole, fc.nat(300)).map(([text, length]) => text.slice(0, length))
}

/** Generates nearly valid batches, templates and fonts, so that their errors get past the parsers. */
function others(json: fc.Arbitrary<string>): Record<string, fc.Arbitrary<string>> {
  const column = weighted([4, fc.constantFrom('email', 'userId', 'name', 'achievedAt', 'expiresAt')], [1, nasty])
  const cell = weighted([2, nasty], [1, nasty.map((text) => `"${text.replaceAll('"', '""')}"`)])
  const lines = (some: fc.Arbitrary<string>) => fc.array(some, { maxLength: 5 })
  const rows = lines(fc.array(cell, { maxLength: 5 }).map((cells) => cells.join(',')))
  const header = fc.array(column, { minLength: 1, maxLength: 5 }).map((columns) => columns.join(','))
  const tag = fc.constantFrom('text', 'image', 'style', 'script', 'use', 'a', 'foreignObject', 'rect')
  const attribute = fc.constantFrom('id', 'href', 'style', 'onload', 'width', 'transform', 'xmlns')
  const element = fc
    .tuple(tag, attribute, nasty, nasty)
    .map(([name, key, value, inside]) => `<${name} ${key}="${value}">${inside}</${name}>`)
  return {
    'text/csv': fc.tuple(header, rows).map(([first, rest]) => [first, ...rest].join('\n')),
    'application/x-ndjson': lines(json).map((some) => some.join('\n')),
    'font/ttf': nasty.map((text) => `\0\u0001\0\0\0\u0001${'\0'.repeat(6)}${text}`),
    'image/svg+xml': lines(element).map((inside) => designWith(inside.join(''))),
  }
}

function form(name: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const pair = fc.tuple(fc.oneof(name, segment), segment).map((parts) => parts.join('='))
  return fc.array(pair).map((pairs) => pairs.join('&'))
}

function multipart(name: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const disposition = fc.oneof(
    name.map((text) => `Content-Disposition: form-data; name="${text}"`),
    name.map((text) => `Content-Disposition: form-data; name="${text}"; filename="a"\r\nContent-Type: image/png`),
    fc.constantFrom('Content-Disposition: form-data', 'Content-Disposition: form-data; name="', 'X', ': ', ''),
  )
  const part = fc.tuple(disposition, nasty).map(([head, value]) => `--b\r\n${head}\r\n\r\n${value}\r\n`)
  const whole = fc.array(part, { maxLength: 5 }).map((parts) => `${parts.join('')}--b--\r\n`)
  const cut = fc.tuple(whole, fc.nat(200)).map(([text, length]) => text.slice(0, length))
  return weighted([3, whole], [1, cut], [1, whole.map((text) => text.replaceAll('\r\n', '\n'))])
}

/** Generates requests to one route. */
export function requestsTo(route: Route, good: Good): fc.Arbitrary<HostileRequest> {
  return requests(fc.constant(route.method), paths(route, good), queries(route), headers(good), bodies(route, good))
}

/** Generates requests with any method to any path. */
export function requestsAnywhere(routes: Route[], good: Good): fc.Arbitrary<HostileRequest> {
  // CONNECT has no path, and Node’s client has another event for it.
  const method = fc.constantFrom(...METHODS.filter((name) => name !== 'CONNECT'))
  const piece = fc.oneof(
    fc.constantFrom('/', '//', '/api/v1', '/openapi/v1', '/certificates', '/courses', '/users', '/openapi.json'),
    fc.constantFrom('/docs', '/static', '/health', '/%61pi', '/API', '/index.html', '/.git/config', '/..'),
    segment.map((text) => `/${text}`),
  )
  const anywhere = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''))
  return requests(
    method,
    fc.oneof(anywhere, ...routes.map((route) => paths(route, good))),
    fc.oneof(...routes.map(queries)),
    headers(good),
    fc.oneof(...routes.map((route) => bodies(route, good))),
  )
}

function requests(
  method: fc.Arbitrary<string>,
  path: fc.Arbitrary<string>,
  query: fc.Arbitrary<string>,
  header: fc.Arbitrary<Texts>,
  content: fc.Arbitrary<Body>,
): fc.Arbitrary<HostileRequest> {
  return fc.tuple(method, path, query, header, content, fc.boolean()).map(([...parts]) => {
    const [verb, place, search, some, { body, type }, chunked] = parts
    const request: HostileRequest = {
      method: verb,
      path: place.includes('?') ? place : place + search,
      headers: type === undefined ? some : { ...some, 'content-type': type },
      body: body ?? null,
      chunked,
    }
    return { ...request, [fc.toStringMethod]: () => shortened(request) }
  })
}

/** Shortens a request for display. The seed reproduces the whole request. */
function shortened(request: HostileRequest): string {
  return JSON.stringify({ ...request, body: request.body?.toString() }, (_key, value) =>
    typeof value === 'string' && value.length > 300 ? `${value.slice(0, 300)}… (${value.length})` : value,
  )
}
