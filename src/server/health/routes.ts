import type { FastifyPluginAsync, FastifyReply } from 'fastify'
import { type Dependencies, dependencyStates } from './service.ts'

/**
 * - `GET /health`: 200 while the database is reachable, else 503.
 * - `GET /health/live`: 200 while the process responds. For supervisors, which restart it.
 * - `GET /health/ready`: each dependency's state, for load balancers. 503 only without the database or when stopping.
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
    const isReady = dependencies.database === 'up' && !app.shutdown.started
    if (!isReady) refuse(reply)
    const isWhole = Object.values(dependencies).every((state) => state !== 'down')
    return { status: isReady ? (isWhole ? 'ready' : 'impaired') : 'not ready', dependencies }
  })
}
