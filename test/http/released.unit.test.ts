import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))

const texts = new Set(['description', 'summary', 'title', 'example', 'examples'])

/** Keys whose values have names of the API as keys: `properties.description` is no text. */
const named = new Set(['properties', 'schemas', 'responses', 'headers', 'securitySchemes', 'paths', 'content'])

/** Fields of responses that later versions do not have, because only the holder may see them (CHANGELOG.md). */
const withdrawn: Record<string, string[]> = { Publication: ['checksumHash'] }

/** Maximum `limit` of the lists of certificates in the wallet API, which were unlimited (CHANGELOG.md). */
const MAX_PAGE = 1000
const UNLIMITED = 2_147_483_647
/**
 * Dates of requests: as Unix seconds, later versions accept fewer numbers, because a day of Excel or a year was taken for
 * one; and they accept ISO dates everywhere (CHANGELOG.md).
 */
const dates = ['achievedAt', 'expiresAt', 'achievedFrom', 'achievedTo', 'from', 'to']

const anyDate = expect.objectContaining({ anyOf: expect.anything() })

type Described = { tags: { name: string }[] }

/** Replaces references to shared parameters and responses by what they refer to. */
function withoutShared(document: { components: Record<string, Schemas> }): unknown {
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve)
    if (typeof value !== 'object' || value === null) return value
    if ('$ref' in value) {
      const [, kind = '', name = ''] = /^#\/components\/(parameters|responses)\/(.+)$/.exec(String(value.$ref)) ?? []
      if (kind) return resolve(document.components[kind]?.[name])
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]))
  }
  return resolve(document)
}

/** An OpenAPI document without its texts and examples. A constant is an enumeration of one value. */
function withoutTexts(value: unknown, isNamed = false): unknown {
  if (Array.isArray(value)) return value.map((one) => withoutTexts(one))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => isNamed || !texts.has(key))
  return Object.fromEntries(
    entries.map(([key, inner]) =>
      !isNamed && key === 'const' ? ['enum', [inner]] : [key, withoutTexts(inner, named.has(key))],
    ),
  )
}

type Schemas = Record<string, unknown>

type ReleasedSchema = { properties?: Schemas; required?: string[] }

/** Formats of requests that later versions widen: emails and ids of users (CHANGELOG.md). */
const widenedPatterns = [/^\^\(\?:\[A-Za-z0-9_'\+\\-\]\+/, /^\^\[A-Za-z0-9\]\{1,64\}\$$/]

/** Length of a CID, where later versions also accept an address. */
const MAX_CID = 128

/** Removes what later versions widen. */
function withoutWidened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutWidened)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(
    ([key, inner]) =>
      !(key === 'pattern' && widenedPatterns.some((widened) => widened.test(String(inner)))) &&
      !(key === 'maxLength' && inner === MAX_CID),
  )
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutWidened(inner)]))
}

/** Reads the document of a release, without the withdrawn fields. */
function readReleased(path: string) {
  const document = read(path)
  const schemas: Record<string, ReleasedSchema> = document.components.schemas
  for (const [name, fields] of Object.entries(withdrawn)) {
    const schema = schemas[name]
    if (!schema) continue
    for (const field of fields) delete schema.properties?.[field]
    schema.required = schema.required?.filter((field) => !fields.includes(field)) ?? []
  }
  const paths: Paths = document.paths
  for (const { parameters = [] } of Object.values(paths).flatMap((path) => Object.values(path))) {
    const limit = parameters.find(({ name }) => name === 'limit')?.schema
    if (limit?.maximum === UNLIMITED) limit.maximum = MAX_PAGE
  }
  return document
}

type Parameter = { name: string; required?: boolean; schema?: { maximum?: number } }

type Paths = Record<string, Record<string, { parameters?: Parameter[] }>>

/** Returns the names of the schemas that requests use. Their required fields must stay the same. */
function schemasOfRequests(document: { paths: object; components: { schemas: Schemas } }): Set<string> {
  const found = new Set<string>()
  const visit = (value: unknown, inRequest: boolean): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'responses') continue
      const name = inRequest && key === '$ref' ? String(inner).replace('#/components/schemas/', '') : null
      if (name !== null && !found.has(name)) {
        found.add(name)
        visit(document.components.schemas[name], true)
      }
      visit(inner, inRequest || key === 'requestBody' || key === 'parameters')
    }
  }
  visit(document.paths, false)
  return found
}

/** Replaces enumerations, and the required fields of responses, by matchers that allow more values. */
function extensible(value: unknown, ofRequests: Set<string>, isRequest = false, isNamed = false): unknown {
  if (Array.isArray(value)) return value.map((one) => extensible(one, ofRequests, isRequest))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      // A test below checks that no request needs a new parameter.
      if (!isNamed && key === 'parameters' && Array.isArray(inner)) {
        return [key, expect.arrayContaining(inner.map((one) => parameter(extensible(one, ofRequests, true))))]
      }
      // A later version may accept more ways to authenticate, unless everyone may send the request.
      if (!isNamed && key === 'security' && Array.isArray(inner) && inner.length > 0) {
        return [key, expect.arrayContaining(inner)]
      }
      if (isRequest && isNamed && dates.includes(key)) return [key, anyDate]
      if (key === 'schema' && 'name' in value && dates.includes(String(value.name))) return [key, anyDate]
      const isList = !isNamed && (key === 'enum' || (key === 'required' && !isRequest)) && Array.isArray(inner)
      if (isList) return [key, expect.arrayContaining(inner)]
      const begins = isNamed ? ofRequests.has(key) : key === 'requestBody' || key === 'parameters'
      return [key, extensible(inner, ofRequests, isRequest || begins, named.has(key))]
    }),
  )
}

/** A course's id may also be `ext:` and its external id. */
function parameter(released: unknown): unknown {
  const isCourse =
    typeof released === 'object' && released !== null && 'name' in released && released.name === 'courseId'
  return isCourse ? { ...released, schema: expect.anything() } : released
}

// test/http/released has the documents of a release without texts. Later versions may add to an API, but change nothing.
// A request must not need more fields than before. A response may have more.
describe.each(['lms', 'wallet'])('openapi/%s.json', (api) => {
  it('describes at least the API of version 0.1.0, texts and examples aside', () => {
    const { tags, ...current } = withoutTexts(withoutShared(read(`../../openapi/${api}.json`))) as Described
    const document = readReleased(`released/${api}-0.1.0.json`)
    const { tags: releasedTags, ...released } = withoutTexts(withoutWidened(withoutShared(document))) as Described
    expect(current).toMatchObject(extensible(released, schemasOfRequests(document)) as object)
    expect(tags).toStrictEqual(expect.arrayContaining(releasedTags))
  })

  it('needs no parameter that version 0.1.0 did not need', () => {
    const needed = (document: unknown) => {
      const { paths } = document as { paths: Paths } // Every OpenAPI document has this part.
      return Object.entries(paths).flatMap(([path, operations]) =>
        Object.entries(operations).flatMap(([method, { parameters = [] }]) =>
          parameters.flatMap(({ name, required }) => (required ? `${method} ${path}: ${name}` : [])),
        ),
      )
    }
    const released = readReleased(`released/${api}-0.1.0.json`)
    const known = Object.entries((released as unknown as { paths: Paths }).paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}: `),
    )
    const ofKnown = needed(withoutShared(read(`../../openapi/${api}.json`))).filter((one) =>
      known.some((route) => one.startsWith(route)),
    )
    expect(ofKnown.sort()).toStrictEqual(needed(withoutShared(released)).sort())
  })
})
