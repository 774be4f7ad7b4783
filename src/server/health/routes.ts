import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type Dependencies, dependencyStates } from './service.ts'

/**
 * - `GET /health`: 200 while the server can do its work, 503 while it cannot reach its database.
 * - `GET /health/live`: 200 as long as the process answers at all. Who restarts it goes by this one.
 * - `GET /health/ready`: what it depends on, each with its state. Who sends it requests goes by its status: 503 without
 *   the database, and when it is about to end; without anything else most requests can be answered.
 */
export const healthRoutes: FastifyPluginAsync<Dependencies> = async (app, options) => {
  const states = dependencyStates(options)
  const refuse = (reply: FastifyReply) => reply.code(503).header('retry-after', '5')

  app.get('/health', async (_request, reply) => {
    if ((await states.database()) === 'up') return { status: 'ok' }
    refuse(reply)
    return { status: 'database unreachable' }
  })

  app.get('/health/live', async () => ({ status: 'ok' }))

  app.get('/health/ready', async (_request, reply) => {
    const dependencies = await states.all()
    const isReady = dependencies.database === 'up' && !app.leaving.begun
    if (!isReady) refuse(reply)
    const isWhole = Object.values(dependencies).every((state) => state !== 'down')
    return { status: isReady ? (isWhole ? 'ready' : 'impaired') : 'not ready', dependencies }
  })
}
