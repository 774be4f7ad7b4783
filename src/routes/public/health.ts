import type { FastifyPluginAsync } from 'fastify'
import type { Database } from '../../db/client.ts'

/** `GET /health`: 200 while the server can do its work, 503 while it cannot reach its database. */
export const healthRoute: FastifyPluginAsync<{ db: Database }> = async (app, { db }) => {
  app.get('/health', async (request, reply) => {
    try {
      await db.pool.query('SELECT 1')
      return { status: 'ok' }
    } catch (error) {
      request.log.error({ err: error }, 'The database cannot be reached.')
      return reply.code(503).send({ status: 'database unreachable' })
    }
  })
}
