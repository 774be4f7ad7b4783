import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'
import { exampleOf } from './examples.ts'

/** What a document says besides its routes. */
export type DoorDescription = Partial<OpenAPIV3_1.Document>

/** A header of a door's answers, with the statuses that have it (all where none is named). */
export type AnswerHeader = { description: string; schema: object; example: unknown; statuses?: string[] }

type Door = {
  description: DoorDescription
  headers: Record<string, AnswerHeader>
  /** An example of each failure in the door's shape, by its status. */
  failures: Record<string, object>
}

// zod leaves these out wherever an input is transformed; they are right there too.
const zodToJsonConfig: Parameters<typeof createJsonSchemaTransform>[0]['zodToJsonConfig'] = {
  override({ zodSchema, jsonSchema }) {
    const examples = z.globalRegistry.get(zodSchema)?.examples
    if (Array.isArray(examples)) jsonSchema.examples = examples
    if (zodSchema._zod.def.type === 'default') jsonSchema.default = zodSchema._zod.def.defaultValue
  },
}

const writeComponents = createJsonSchemaTransformObject({ zodToJsonConfig })

/** The options of @fastify/swagger for one door: its document is written from the zod schemas of its routes. */
export function describeDoor(door: Door): FastifyDynamicSwaggerOptions {
  return {
    // The package knows 3.1 and types it as 3.0.
    openapi: { openapi: '3.1.0', ...door.description } as FastifyDynamicSwaggerOptions['openapi'],
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject(input) {
      const document = writeComponents(input) as OpenAPIV3_1.Document // As above.
      for (const path of Object.values(document.paths ?? {})) {
        for (const operation of [path?.get, path?.post, path?.put, path?.patch, path?.delete]) {
          if (operation) completeOperation(document, operation, door)
        }
      }
      keepUsedSchemas(document)
      addHeaders(document, door.headers)
      return document
    },
  }
}

/** Adds what zod does not know of: examples of whole bodies, and the headers that every answer of the door has. */
function completeOperation(document: OpenAPIV3_1.Document, operation: OpenAPIV3_1.OperationObject, door: Door): void {
  const bodies: Record<string, OpenAPIV3_1.MediaTypeObject>[] = []
  if (operation.requestBody && 'content' in operation.requestBody) bodies.push(operation.requestBody.content)
  for (const [status, answer] of Object.entries(operation.responses ?? {})) {
    if ('$ref' in answer) continue
    const failure = door.failures[status]
    for (const media of Object.values(answer.content ?? {})) if (failure) media.example = failure
    if (answer.content) bodies.push(answer.content)
    const headers = Object.entries(door.headers).filter(([, header]) => header.statuses?.includes(status) ?? true)
    if (headers.length > 0) {
      answer.headers = Object.fromEntries(headers.map(([name]) => [name, { $ref: `#/components/headers/${name}` }]))
    }
  }
  for (const media of bodies.flatMap((body) => Object.values(body))) {
    media.example ??= exampleOf(media.schema ?? {}, document.components?.schemas ?? {})
  }
}

function addHeaders(document: OpenAPIV3_1.Document, headers: Door['headers']): void {
  document.components = {
    ...document.components,
    headers: Object.fromEntries(Object.entries(headers).map(([name, { statuses: _, ...header }]) => [name, header])),
  }
}

/** Schemas of all doors stand in one registry; a document keeps those that it refers to. */
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
  visit(document.paths)
  document.components = {
    ...document.components,
    schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name))),
  }
}

/** One answer of a route as JSON, for its `schema.response`. */
export function answer<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } }
}
