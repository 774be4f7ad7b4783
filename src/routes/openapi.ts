import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import type { OpenAPIV3, OpenAPIV3_1 } from 'openapi-types'
import { z } from 'zod'

/** What a document says besides its routes. */
export type DoorDescription = Partial<OpenAPIV3_1.Document>
type Header = { description: string; schema: OpenAPIV3.SchemaObject; example: unknown }

/** Headers that answers of a door carry: by name, with the statuses that have them (all where none is named). */
export type AnswerHeaders = Record<string, Header & { statuses?: string[] }>

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
export function describeDoor(openapi: DoorDescription, headers: AnswerHeaders): FastifyDynamicSwaggerOptions {
  return {
    openapi: { openapi: '3.1.0', ...openapi } as FastifyDynamicSwaggerOptions['openapi'],
    transform: createJsonSchemaTransform({ zodToJsonConfig }),
    transformObject(input) {
      const document = writeComponents(input) as OpenAPIV3_1.Document
      addAnswerHeaders(document, headers)
      keepUsedComponents(document)
      return document
    },
  }
}

function addAnswerHeaders(document: OpenAPIV3_1.Document, headers: AnswerHeaders): void {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of [path?.get, path?.post, path?.put, path?.patch, path?.delete]) {
      for (const [status, answer] of Object.entries(operation?.responses ?? {})) {
        if ('$ref' in answer) continue
        for (const [name, { statuses, ...header }] of Object.entries(headers)) {
          if (!statuses || statuses.includes(status)) answer.headers = { ...answer.headers, [name]: header }
        }
      }
    }
  }
}

/** Schemas of all doors stand in one registry; a document keeps those that it refers to. */
function keepUsedComponents(document: OpenAPIV3_1.Document): void {
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
