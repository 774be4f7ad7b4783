import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type Dependencies, dependencyStates } from './service.ts'

/**
 * - `GET /health`: 200 while the database is reachable, else 503.
 * - `GET /health/live`: 200 while the process responds, for supervisors.
 * - `GET /health/ready`: state of each dependency, for load balancers. 503 without the database or during shutdown.
 */
export const healthRoutes: FastifyPluginAsync<Dependencies> = async (app, options) => {
  const states = dependencyStates(options)
  const unavailable = (reply: FastifyReply) => reply.code(503).header('retry-after', '5')

  app.get('/health', async (_request, reply) => {
    if ((await states.database()) === 'up') return { status: 'ok' }
    unavailable(reply)
    return { status: 'database unreachable' }
  })

  app.get('/health/live', async () => ({ status: 'ok' }))

  app.get('/health/ready', async (_request, reply) => {
    const dependencies = await states.all()
    const isReady = dependencies.database === 'up' && !app.shutdown.started
    if (!isReady) unavailable(reply)
    const isWhole = Object.values(dependencies).every((state) => state !== 'down')
    return { status: isReady ? (isWhole ? 'ready' : 'impaired') : 'not ready', dependencies }
  })
}
