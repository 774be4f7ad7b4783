import type { OpenAPIV3_1 } from 'openapi-types'

type Schema = OpenAPIV3_1.SchemaObject | OpenAPIV3_1.ReferenceObject

/** Returns an example of a schema, composed of the examples of its parts. */
export function exampleOf(schema: Schema, components: Record<string, Schema>): unknown {
  if ('$ref' in schema) return exampleOf(components[schema.$ref.split('/').at(-1) ?? ''] ?? {}, components)
  if (schema.examples) return schema.examples[0]
  if (schema.anyOf?.[0]) return exampleOf(schema.anyOf[0], components)
  if (schema.type === 'array') return [exampleOf(schema.items, components)]
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, part]) => [name, exampleOf(part, components)]),
  )
}
