import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { describeUnknownFields } from '../core/closed.ts'
import type { FieldErrors } from '../core/problem.ts'
import { definitionOf, type ProblemCode, type StatusOf } from '../core/problemCodes.ts'
import { exampleOf } from './examples.ts'
import { type Failure, failure } from './failure.ts'
import { shareParts } from './sharedParts.ts'

export type ApiDescription = Partial<OpenAPIV3_1.Document>

/** Header of an API's responses. `statuses` and `operations` (ids) match the responses that have it; unset: all. */
export type AnswerHeader = {
  description: string
  schema: object
  example: unknown
  statuses?: RegExp
  operations?: RegExp
}

type Api = {
  description: ApiDescription
  /** Path of PUBLIC_URL; '' without one. */
  basePath: string
  headers: Record<string, AnswerHeader>
  /** Requests that the server sends. */
  webhooks?: OpenAPIV3_1.Document['webhooks']
  shape: (failure: Failure) => object
  invalidFields: FieldErrors
}

// zod omits examples and defaults of transformed inputs, although they are valid there.
const zodToJsonConfig: Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig'] = {
  override({ zodSchema, jsonSchema }) {
    const examples = z.globalRegistry.get(zodSchema)?.examples
    if (Array.isArray(examples)) jsonSchema.examples = examples
    if (zodSchema._zod.def.type === 'default') jsonSchema.default = zodSchema._zod.def.defaultValue
    describeUnknownFields(jsonSchema)
  },
}

const key = {
  type: 'string' as const,
  minLength: 1,
  maxLength: 255,
  examples: ['8e03978e-40d5-43e8-bc93-6894a57f9324'],
}

const idempotencyKey: OpenAPIV3_1.ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Makes retries safe: for 24 hours after a success or a permanent failure, the same key and body get the first ' +
    'response again, with `Idempotent-Replayed: true`. Use a random UUID.',
  // No `example`: /docs would send it, and every further request would be a replay.
  schema: key,
}

const writeComponents = createJsonSchemaTransformObject({ zodToJsonConfig })

/** Returns the options of @fastify/swagger for one API. The document is generated from the routes' zod schemas. */
export function describeApi(api: Api): FastifyDynamicSwaggerOptions {
  const servers = [{ url: api.basePath || '/', description: 'This server' }]
  return {
    // The package supports 3.1, but its types are for 3.0.
    openapi: { openapi: '3.1.0', ...api.description, servers } as FastifyDynamicSwaggerOptions['openapi'],
    transform: withEveryBody(createJsonSchemaTransform({ zodToJsonConfig })),
    transformObject(input) {
      const document = writeComponents(input) as OpenAPIV3_1.Document // As above.
      for (const path of Object.values(document.paths ?? {})) {
        for (const operation of [path?.get, path?.post, path?.put, path?.patch, path?.delete]) {
          if (operation) completeOperation(document, operation, api)
        }
        if (path?.post) {
          const shared = { $ref: '#/components/parameters/IdempotencyKey' }
          path.post.parameters = [...(path.post.parameters ?? []), shared]
        }
      }
      if (api.webhooks) document.webhooks = completeWebhooks(document, api.webhooks)
      keepUsedSchemas(document)
      addHeaders(document, api.headers)
      document.components = { ...document.components, parameters: { IdempotencyKey: idempotencyKey } }
      shareParts(document, (description) => codesOf.get(description) ?? [])
      return document
    },
  }
}

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>

/** Extends a schema transform, which supports one body schema, to several content types. */
function withEveryBody(transform: Transform): Transform {
  return (route) => {
    const body = route.schema?.body
    if (typeof body !== 'object' || body === null || !('content' in body)) return transform(route)
    const types = Object.entries(body.content as Record<string, { schema: unknown }>) // The format of OpenAPI.
    const content = types.map(([type, { schema }]) => {
      const alone = transform({ ...route, schema: { body: schema } })
      return [type, { schema: alone.schema.body }]
    })
    const { schema, url } = transform({ ...route, schema: { ...route.schema, body: undefined } })
    return { schema: { ...schema, body: { content: Object.fromEntries(content) } }, url }
  }
}

/** Adds what zod does not provide: examples of whole bodies, and the headers of every response. */
function completeOperation(document: OpenAPIV3_1.Document, operation: OpenAPIV3_1.OperationObject, api: Api): void {
  for (const parameter of operation.parameters ?? []) if (!('$ref' in parameter)) prefillOnlyNeeded(parameter)
  const bodies: Record<string, OpenAPIV3_1.MediaTypeObject>[] = []
  if (operation.requestBody && 'content' in operation.requestBody) bodies.push(operation.requestBody.content)
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    if ('$ref' in answer) continue
    // A 304 has no body (RFC 9110, section 15.4.5).
    if (status === '304') delete answer.content
    const [code] = codesOf.get(answer.description) ?? []
    const example =
      code && api.shape(failure(code, undefined, code === 'input.invalid' ? api.invalidFields : undefined))
    for (const media of Object.values(answer.content ?? {})) if (example) media.example = example
    if (answer.content) bodies.push(answer.content)
    const { operationId = '' } = operation
    const headers = Object.entries(api.headers).filter(
      ([, { statuses, operations }]) => (statuses?.test(status) ?? true) && (operations?.test(operationId) ?? true),
    )
    if (headers.length > 0) {
      answer.headers = Object.fromEntries(headers.map(([name]) => [name, { $ref: `#/components/headers/${name}` }]))
    }
  }
  // A body with a default is optional.
  if (operation.requestBody && 'content' in operation.requestBody) {
    const sent = Object.values(operation.requestBody.content).map(({ schema }) => resolved(document, schema))
    if (sent.some((schema) => schema && 'default' in schema)) operation.requestBody.required = false
  }
  for (const media of bodies.flatMap((body) => Object.values(body))) {
    media.example ??= exampleOf(media.schema ?? {}, document.components?.schemas ?? {})
  }
}

/** Adds examples of whole events, each with its own type. */
function completeWebhooks(
  { components }: OpenAPIV3_1.Document,
  webhooks: NonNullable<OpenAPIV3_1.Document['webhooks']>,
): NonNullable<OpenAPIV3_1.Document['webhooks']> {
  const copy = structuredClone(webhooks)
  for (const [type, item] of Object.entries(copy)) {
    const body = 'post' in item ? item.post?.requestBody : undefined
    if (!body || !('content' in body)) continue
    for (const media of Object.values(body.content)) {
      media.example = Object.assign({}, exampleOf(media.schema ?? {}, components?.schemas ?? {}), { type })
    }
  }
  return copy
}

/**
 * Keeps only examples that a first request should send, because /docs fills them in: of required parameters. Others show
 * their default. Their example moves to the schema, which is for readers.
 */
function prefillOnlyNeeded(parameter: OpenAPIV3_1.ParameterObject): void {
  const { required, schema, example } = parameter
  if (required || !schema || '$ref' in schema || example === undefined || example === schema.default) return
  // The type of parameters is for 3.0, which has no such field.
  Object.assign(schema, { examples: [example] })
  if (schema.default === undefined) delete parameter.example
  else parameter.example = schema.default
}

function resolved(document: OpenAPIV3_1.Document, schema: OpenAPIV3_1.MediaTypeObject['schema']) {
  if (!schema || !('$ref' in schema)) return schema
  return document.components?.schemas?.[schema.$ref.split('/').at(-1) ?? '']
}

function addHeaders(document: OpenAPIV3_1.Document, headers: Api['headers']): void {
  document.components = {
    ...document.components,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, { statuses: _, operations: __, ...header }]) => [name, header]),
    ),
  }
}

/** Removes unused schemas. One registry contains the schemas of all APIs. */
function keepUsedSchemas(document: OpenAPIV3_1.Document): void {
  const schemas = document.components?.schemas ?? {}
  const used = new Set<string>()
  const visit = (part: unknown) => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (used.has(name)) continue
      used.add(name)
      visit(schemas[name])
    }
  }
  visit([document.paths, document.webhooks ?? {}])
  document.components = {
    ...document.components,
    schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))),
  }
}

export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}

/** Codes of each failure description. The transform keeps only the description. */
const codesOf = new Map<string, readonly ProblemCode[]>()

/** Returns a route's error responses for these codes, one per status. Each description lists its codes. */
export function describeFailures<Code extends ProblemCode, Schema extends z.ZodType>(
  codes: readonly Code[],
  schemaOf: (status: number, codes: readonly Code[]) => Schema,
) {
  const statuses = new Set(codes.map((code) => definitionOf(code).status))
  const entries = Array.from(statuses, (status) => {
    const ofStatus = codes.filter((code) => definitionOf(code).status === status)
    const lines = ofStatus.map((code) => `\`${code}\`: ${definitionOf(code).sentence}`)
    const description = lines.length > 1 ? lines.map((line) => `- ${line}`).join('\n') : lines.join()
    codesOf.set(description, ofStatus)
    return [status, answer(description, schemaOf(status, ofStatus))]
  })
  // The keys are the statuses of the codes.
  return Object.fromEntries(entries) as Record<StatusOf<Code>, ReturnType<typeof answer<Schema>>>
}
