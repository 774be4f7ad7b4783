import type { FastifyInstance, FastifyRequest } from 'fastify'
import { problemCausedBy } from '../core/problem.ts'
import { readJsonBodies } from '../http/jsonBodies.ts'

/** Parses JSON (also an empty body), form data and multipart, because real clients send all of them. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  readJsonBodies(app)
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer' },
    (request: FastifyRequest, body: Buffer) => readForm(body, request.headers['content-type'] ?? ''),
  )
}

export function ignoreBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined)
}

/** Reads a form's fields: text, or a list for repeated fields. Skips files. */
async function readForm(body: Buffer, contentType: string): Promise<Record<string, string | string[]>> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
    // A single pass: a small form may have thousands of fields.
    const fields = new Map<string, string[]>()
    for (const [name, value] of form) {
      const values = fields.get(name) ?? []
      fields.set(name, values)
      if (typeof value === 'string') values.push(value)
    }
    return Object.fromEntries([...fields].map(([name, values]) => [name, only(values) ?? values]))
  } catch (error) {
    throw problemCausedBy(error, 'request.malformed')
  }
}

function only(values: string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined
}
