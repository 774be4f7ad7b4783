import { homedir, tmpdir } from 'node:os'
import type { OpenAPIV3_1 } from 'openapi-types'
import { expect } from 'vitest'
import { z } from 'zod'
import type { Answer } from './hostileClient.ts'

/** The API of a path, or the public rest of the server. */
export type Api = 'lms' | 'wallet' | 'public'

export function apiOf(path: string): Api {
  if (/^\/openapi\/v1(?![^/?#])/.test(path)) return 'lms'
  if (/^\/api\/v1(?![^/?#])/.test(path)) return 'wallet'
  return 'public'
}

const text = z.string().min(1)
const fields = z.record(z.string(), z.array(text).min(1))
const detail = z.strictObject({ detail: text })

const shapes = {
  lms: (status: number) => z.strictObject({ status: z.literal(status), message: text, errors: fields.optional() }),
  wallet: (status: number) => {
    if (status === 400 || status === 413) return z.strictObject({ error: z.union([text, fields]) })
    return status === 401 ? z.union([detail, z.strictObject({ status: z.literal('denied') })]) : detail
  },
  public: (status: number) => z.strictObject({ status: z.literal(status), message: text }),
  /** For a request whose API cannot be known. */
  any: (status: number) => z.strictObject({ status: z.literal(status), message: text, detail: text }),
} satisfies Record<Api | 'any', (status: number) => z.ZodType>

/** Folders that have files of this process. */
const places = [process.cwd(), homedir(), tmpdir()].filter((place) => place.length > 1)

/** Internals that no response may contain: stack traces, SQL, packages, folders. */
const leak = new RegExp(
  [
    String.raw`(\n|\\n)\s+at `,
    String.raw`\bSELECT\b[\s\S]{1,300}\bFROM\b|\bINSERT INTO\b|relation \\?"|syntax error at or near`,
    String.raw`node_modules|node:internal|\b[Pp]risma|\bpg-boss\b|\bpg\b|\b[Pp][Gg][Ll]ite|file:\/\/\/`,
    ...places.map((place) => `${place.replaceAll(/[^\w/]/g, String.raw`\$&`)}/`),
  ].join('|'),
)

const prototypeKeys = Reflect.ownKeys(Object.prototype)

/** Expects that a response has no internals, and that its request changed nothing in this process. */
export function expectNothingLeaked({ headers, body }: Answer): void {
  expect(JSON.stringify(headers)).not.toMatch(leak)
  // Compressed bytes may contain anything, and the scripts of the documentation pages are public.
  const isText = !/^(image\/png|application\/pdf|(text|application)\/(javascript|css))/.test(
    headers['content-type'] ?? '',
  )
  if (isText) expect(body).not.toMatch(leak)
  // The server runs in this process.
  expect(Reflect.ownKeys(Object.prototype)).toStrictEqual(prototypeKeys)
}

/** Returns the schema of a response; undefined if it is not documented. */
export type Documented = (method: string, path: string, status: number) => z.ZodType | undefined

/** Reads the OpenAPI documents of both APIs. */
export async function readDocumented(url: string): Promise<Documented> {
  const read = async (path: string) => (await (await fetch(url + path)).json()) as OpenAPIV3_1.Document
  const documents = [await read('/openapi/v1/openapi.json'), await read('/api/v1/openapi.json')]
  const all = documents.flatMap(answersOf)
  return (method, path, status) =>
    all.find((one) => one.method === method && one.status === status && one.path.test(path))?.schema
}

type DocumentedAnswer = { method: string; path: RegExp; status: number; schema: z.ZodType }

function answersOf({ paths = {}, components }: OpenAPIV3_1.Document): DocumentedAnswer[] {
  // If a path also matches a path with parameters, the router takes the path without.
  const byParameters = Object.entries(paths).toSorted(([one], [other]) => parametersIn(one) - parametersIn(other))
  return byParameters.flatMap(([path, operations]) =>
    Object.entries(operations ?? {}).flatMap(([method, operation]) =>
      Object.entries((operation as OpenAPIV3_1.OperationObject).responses ?? {}).flatMap(([status, answer]) => {
        const schema = 'content' in answer && answer.content?.['application/json']?.schema
        if (!schema || !status.startsWith('2')) return []
        return {
          method: method.toUpperCase(),
          path: new RegExp(`^${path.replace(/\/$/, '').replaceAll(/\{\w+\}/g, '[^/?#]+')}/?([?#]|$)`),
          status: Number(status),
          schema: readSchema(schema, components),
        }
      }),
    ),
  )
}

const parametersIn = (path: string) => path.split('{').length

function readSchema(schema: object, components: OpenAPIV3_1.ComponentsObject = {}): z.ZodType {
  // JSON Schema has `$defs` where OpenAPI has `components`.
  const text = JSON.stringify({ ...schema, $defs: components.schemas })
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')))
}

/** Expects a response that is no server error, and an error in the shape of its API. */
export function expectGoodManners(answer: Answer, API: Api | 'any', method = 'GET', documented?: z.ZodType): void {
  expect(answer.status).toBeGreaterThanOrEqual(200)
  expect(answer.status).toBeLessThan(500)
  expectNothingLeaked(answer)
  if (answer.status >= 400) {
    const isPage = API === 'public' && answer.headers['content-type'] === 'text/html; charset=utf-8'
    if (!isPage) expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(answer.headers['x-error-code']).toMatch(/^[a-z_]+\.[a-z_]+$/)
    if (method === 'HEAD') expect(answer.body).toBe('')
    else if (isPage) expect(answer.body).toMatch(/^<!doctype html>[\s\S]*<h1[\s\S]*<\/html>\n$/)
    else expect(shapes[API](answer.status).parse(JSON.parse(answer.body))).toBeDefined()
  } else if (answer.headers['content-type']?.startsWith('application/json') && method !== 'HEAD') {
    expect((documented ?? z.unknown()).parse(JSON.parse(answer.body))).toBeDefined()
  }
}
