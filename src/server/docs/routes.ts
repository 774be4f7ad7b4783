import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'

/** Serves the page of the OpenAPI documents. Loads it at its first request, because few servers ever show it. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  let page: Promise<FastifyInstance> | undefined
  app.addHook('onClose', async () => (await page)?.close())
  const show = async ({ url, headers }: FastifyRequest, reply: FastifyReply) => {
    page ??= import('./page.ts').then(({ openPage }) => openPage(app.basePath))
    const response = await (await page).inject({ url, headers })
    if (response.statusCode >= 400) return reply.callNotFound()
    // These two are of this server's own response.
    const { connection: _, date: __, ...shown } = response.headers
    return reply
      .code(response.statusCode)
      .headers(shown)
      .send(response.rawPayload.length > 0 ? response.rawPayload : undefined)
  }
  for (const path of ['/docs', '/docs/*']) app.get(path, { schema: { hide: true } }, show)
}
