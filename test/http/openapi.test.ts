import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { OpenAPIV3_1 } from 'openapi-types'
import { beforeAll, describe, expect, it } from 'vitest'
import { EVENT_TYPES } from '../../src/lms/webhooks/events.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { secretsIn } from '../support/server/log.ts'

let server: TestApp

beforeAll(async () => {
  server = await startTestApp()
})

describe.each([
  ['/openapi/v1/openapi.json', 'lms.json'],
  ['/api/v1/openapi.json', 'wallet.json'],
])('GET %s', (url, file) => {
  const fetchDocument = async (): Promise<OpenAPIV3_1.Document> => (await server.http.get(url).expect(200)).body

  it(`matches openapi/${file}`, async () => {
    const committed = JSON.parse(readFileSync(new URL(`../../openapi/${file}`, import.meta.url), 'utf8'))
    expect(await fetchDocument()).toStrictEqual(committed)
  })

  it('describes every route of its API', async () => {
    const { paths = {} } = await fetchDocument()
    const prefix = url.replace('openapi.json', '')
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const registered = routesOf(server.app.printRoutes({ commonPrefix: false })).filter(
      (route) => route.includes(` ${prefix}`) && !route.endsWith('/openapi.json'),
    )
    expect(described.map(withoutSlash).toSorted()).toStrictEqual(registered.map(withoutSlash).toSorted())
  })

  it('gives every parameter, property, header, body and response a description and an example', async () => {
    const lacking: string[] = []
    visit(await fetchDocument(), '', lacking)
    expect(lacking).toStrictEqual([])
  })

  it('uses only placeholders for keys, signatures and addresses in its examples', async () => {
    const found = secretsIn(JSON.stringify(await fetchDocument()))
    expect(found.length).toBeGreaterThan(3)
    expect(found.filter((secret) => !isPlaceholder(secret))).toStrictEqual([])
  })
})

describe('webhooks of GET /openapi/v1/openapi.json', () => {
  it('describe every event type, with an example of its own type', async () => {
    const { body } = await server.http.get('/openapi/v1/openapi.json').expect(200)
    expect(Object.keys(body.webhooks)).toStrictEqual([...EVENT_TYPES])
    for (const type of EVENT_TYPES) {
      const { schema, example } = body.webhooks[type].post.requestBody.content['application/json']
      expect(example.type).toBe(type)
      const { properties } = body.components.schemas[schema.$ref.split('/').at(-1)]
      expect(properties.type.enum).toContain(type)
    }
  })
})

const helloWorld = createHash('sha256').update('hello world\n').digest('hex')

/** Whether a secret is an obvious placeholder: an address of example.com, repeated characters, or an ellipsis. */
function isPlaceholder(secret: string): boolean {
  const repeats = /^(0x|ch[ks]_|whsec_)?(.{1,12}?)\2{2,}(1b|1c)?$/.test(secret)
  return repeats || secret === helloWorld || secret.endsWith('@example.com') || /^bearer …/i.test(secret)
}

/** Routes accept paths with and without the final slash. */
const withoutSlash = (route: string) => route.replace(/\/$/, '')

/** Reads routes from Fastify's tree as `GET /path/{parameter}`, without those that Fastify adds. */
function routesOf(tree: string): string[] {
  const parents: string[] = []
  return tree.split('\n').flatMap((line) => {
    const [, indent = '', segment = '', methods = ''] = /^([│ ]*)[├└]── (\S*)(?: \((.*)\))?$/.exec(line) ?? []
    const depth = indent.length / 4
    const path = (parents[depth - 1] ?? '') + segment
    parents.splice(depth, parents.length, path)
    const own = methods.split(', ').filter((method) => method && method !== 'HEAD' && method !== 'OPTIONS')
    return own.map((method) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  })
}

/** Collects the places in the document that lack a description or an example. */
function visit(part: unknown, place: string, lacking: string[]): void {
  if (typeof part !== 'object' || part === null || '$ref' in part) return
  const described = 'description' in part && part.description !== ''
  const ofSchema = 'schema' in part && typeof part.schema === 'object' && part.schema !== null ? part.schema : {}
  const exemplified =
    'example' in part || [part, ofSchema].some((one) => 'examples' in one && Array.isArray(one.examples))
  const composite = 'properties' in part || 'items' in part || 'anyOf' in part
  if (/(\/parameters\/[^/]+|\/headers\/[^/]+)$/.test(place) && !(described && exemplified)) lacking.push(place)
  if (/\/properties\/[^/]+$/.test(place) && !(described && (exemplified || composite))) lacking.push(place)
  if (/\/responses\/[^/]+$/.test(place) && !described) lacking.push(place)
  if (/\/content\/[^/]+\/[^/]+$/.test(place) && place.split('/').at(-3) === 'content' && !exemplified)
    lacking.push(place)
  if (/\/(get|post|put|patch|delete)$/.test(place) && !(described && 'summary' in part)) lacking.push(place)
  for (const [name, child] of Object.entries(part)) {
    if (name !== 'example' && name !== 'examples') visit(child, `${place}/${name}`, lacking)
  }
}
