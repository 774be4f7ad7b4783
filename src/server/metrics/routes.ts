import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { Problem } from '../../core/problem.ts'
import type { Metrics } from './metrics.ts'

export type MetricsRouteOptions = {
  metrics: Pick<Metrics, 'read'>
  /** Who reads them shows this as a bearer token. */
  token: string
}

/** `GET /metrics`: what Prometheus reads, for who has the token. */
export const metricsRoute: FastifyPluginAsync<MetricsRouteOptions> = async (app, { metrics, token }) => {
  app.get('/metrics', async ({ headers }, reply) => {
    if (!isSame(headers.authorization ?? '', `Bearer ${token}`)) {
      reply.header('www-authenticate', 'Bearer')
      throw new Problem('key.invalid', 'Send the token that METRICS_TOKEN says.')
    }
    const { contentType, text } = await metrics.read()
    return reply.type(contentType).header('cache-control', 'no-store').send(text)
  })
}

/** Takes as long whatever is different, and however long it is. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer] // Two make two.
  return timingSafeEqual(left, right)
}
