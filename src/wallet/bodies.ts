import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readJsonBodies } from '../http/jsonBodies.ts'
import { readForm } from './form.ts'

/** Parses JSON (also an empty body), form data and multipart, because real clients send all of them. */
export function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  readJsonBodies(app)
  app.addContentTypeParser(
    ['application/x-www-form-urlencoded', 'multipart/form-data'],
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => readForm(body, request.headers['content-type'] ?? ''),
  )
}

export function ignoreBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async () => undefined)
}
