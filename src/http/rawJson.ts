/** Types JSON from the database as a response body. It is sent unchanged; tests validate it against the schema. */
export function rawJson<Shape>(json: string): Shape {
  return json as Shape // Fastify sends strings unchanged, regardless of the route's type.
}
