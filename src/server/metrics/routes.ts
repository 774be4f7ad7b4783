import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyPluginAsync } from 'fastify'
import { Problem } from '../../core/problem.ts'
import type { Metrics } from './metrics.ts'

export type MetricsRouteOptions = {
  metrics: Pick<Metrics, 'read'>
  token: string
}

export const metricsRoute: FastifyPluginAsync<MetricsRouteOptions> = async (app, { metrics, token }) => {
  app.get('/metrics', async ({ headers }, reply) => {
    if (!isSame(headers.authorization ?? '', `Bearer ${token}`)) {
      reply.header('www-authenticate', 'Bearer')
      throw new Problem('key.invalid', 'Send METRICS_TOKEN as the bearer token.')
    }
    const { contentType, text } = await metrics.read()
    return reply.type(contentType).send(text)
  })
}

/** Compares in constant time, for texts of any length. */
function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer] // One digest per text.
  return timingSafeEqual(left, right)
}
