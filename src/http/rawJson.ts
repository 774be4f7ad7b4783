import type { Readable } from 'node:stream'

/** Types JSON from the database as a response body. It is sent unchanged; tests validate it against the schema. */
export function rawJson<Shape>(json: string | Readable): Shape {
  return json as Shape // Fastify sends strings and streams unchanged, regardless of the route's type.
}
