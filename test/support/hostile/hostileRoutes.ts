import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { z } from 'zod'

export type Route = {
  method: string
  url: string
  /** Whether it is in an OpenAPI document, and so has examples of everything. */
  documented: boolean
  /** Whether its body is neither JSON nor a form. Such bodies have their own tests. */
  takesOther: boolean
  /** The content types of its body, if the schema names them. */
  types: string[]
  queryNames: string[]
  bodyNames: string[]
  /** Whether its body is a form with a file. */
  isForm: boolean
  /** The documented body; null if there is none. */
  example: Record<string, unknown> | null
}

/** Statuses of requests that reach no route, and errors that any route may answer with. */
const everywhere = new Set([304, 400, 404, 405, 408, 413, 415, 416, 417, 431])

/**
 * Builds an app, and returns every route that it registers, so that tests miss none. While the app runs, `undocumented`
 * collects the responses that its documents lack.
 */
export async function withRoutes<App>(
  build: () => Promise<App>,
): Promise<{ app: App; routes: Route[]; undocumented: string[] }> {
  const routes = new Map<string, Route>()
  const undocumented: string[] = []
  const watch = (message: unknown) => {
    const { fastify } = message as { fastify: FastifyInstance } // As Fastify documents it for this channel.
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

/** Returns the schema of a JSON body, or of a form if there is no JSON. */
function contentOf(body: unknown): { content: unknown; types: string[]; isForm: boolean } {
  if (typeof body !== 'object' || body === null || !('content' in body)) {
    return { content: body, types: [], isForm: false }
  }
  const types = body.content as Record<string, { schema: unknown }> // As in OpenAPI.
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
  throw new Error('These tests support only schemas of objects. Add support for this one.')
}
