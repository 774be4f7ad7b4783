import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync } from 'fastify'

/** `/docs`: both APIs' documents, to read and to try. */
export const docsRoutes: FastifyPluginAsync = async (app) => {
  // The page asks for a document of its own scope; the doors' documents are those that it shows.
  await app.register(swagger)
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: {
      urls: [
        { name: 'LMS API', url: '/openapi/v1/openapi.json' },
        { name: 'Wallet API', url: '/api/v1/openapi.json' },
      ],
    },
  })
}
