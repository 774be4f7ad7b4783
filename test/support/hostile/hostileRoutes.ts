import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { z } from 'zod'

export type Route = {
  method: string
  url: string
  /** Whether it stands in an OpenAPI document, and so has examples of everything. */
  documented: boolean
  /** Whether its body is neither JSON nor a form: its own tests send those. */
  takesOther: boolean
  /** The content types of its body, where it says which. */
  types: string[]
  queryNames: string[]
  bodyNames: string[]
  /** Whether its body is a form with a file. */
  isForm: boolean
  /** The body of its documentation; null where it takes none. */
  example: Record<string, unknown> | null
}

/** Statuses of requests that no route is reached by, or that no client could be told before it sends them. */
const everywhere = new Set([304, 400, 404, 405, 408, 413, 415, 416, 417, 431])

/**
 * Builds an app and tells every route that it got, so that none can be forgotten; and, as they happen, the answers that
 * its document says nothing of.
 */
export async function withRoutes<App>(
  build: () => Promise<App>,
): Promise<{ app: App; routes: Route[]; undocumented: string[] }> {
  const routes = new Map<string, Route>()
  const undocumented: string[] = []
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance } // What Fastify documents for this channel.
    fastify.addHook('onRoute', (options) => {
      for (const route of describe(options)) routes.set(`${route.method} ${route.url}`, route)
    })
    fastify.addHook('onResponse', async ({ method, routeOptions: { url, schema } }, { statusCode }) => {
      const documented = schema?.hide === true ? undefined : schema?.response
      if (typeof documented !== 'object' || documented === null) return
      if (!(statusCode in documented) && !everywhere.has(statusCode))
        undocumented.push(`${method} ${url}: ${statusCode}`)
    })
  }
  subscribe('fastify.initialization', watch)
  try {
    return { app: await build(), routes: [...routes.values()], undocumented }
  } finally {
    unsubscribe('fastify.initialization', watch)
  }
}

function describe({ method, url, schema }: RouteOptions): Route[] {
  const { content, types, isForm } = contentOf(schema?.body)
  const body = fieldsOf(content)
  const example = Object.entries(body).map(([name, field]) => [name, exampleOf(field)])
  return [method].flat().map((one) => ({
    method: one,
    url,
    documented: schema !== undefined && schema.hide !== true,
    takesOther: schema?.body !== undefined && content === undefined,
    types,
    queryNames: Object.keys(fieldsOf(schema?.querystring)),
    bodyNames: Object.keys(body),
    isForm,
    example: schema?.body ? Object.fromEntries(example) : null,
  }))
}

/** Of a body that may have several content types, the schema of its JSON, or of its form where it has none. */
function contentOf(body: unknown): { content: unknown; types: string[]; isForm: boolean } {
  if (typeof body !== 'object' || body === null || !('content' in body)) {
    return { content: body, types: [], isForm: false }
  }
  const types = body.content as Record<string, { schema: unknown }> // As OpenAPI has it.
  const json = types['application/json']
  const form = types['multipart/form-data']
  return { content: (json ?? form)?.schema, types: Object.keys(types), isForm: !json && form !== undefined }
}

function exampleOf(field: z.core.$ZodType): unknown {
  const examples: unknown = z.globalRegistry.get(field)?.examples
  return Array.isArray(examples) ? examples[0] : undefined
}

function fieldsOf(schema: unknown): Record<string, z.core.$ZodType> {
  if (schema === undefined) return {}
  if (schema instanceof z.ZodObject) return schema.shape
  if (schema instanceof z.ZodPrefault) return fieldsOf(schema.unwrap())
  throw new Error('These tests know only schemas that are objects: teach them the new one.')
}
