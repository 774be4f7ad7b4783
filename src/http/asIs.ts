import type { Readable } from 'node:stream'

/** JSON that the database wrote, of the type that a route answers: it is sent as it stands. Tests hold it against the schema. */
export function asIs<Shape>(json: string | Readable): Shape {
  return json as Shape // Fastify sends text and streams as they are, whatever type the route has.
}
