import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyPluginAsync } from 'fastify'
import { script } from './theme.ts'

const name =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40">' +
  '<text x="0" y="28" font-family="serif" font-size="28" fill="#fff">Chancery</text></svg>'

/** Allows only the page's own scripts, and inline styles, which the page needs. */
const CONTENT_SECURITY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

export const docsRoutes: FastifyPluginAsync = async (app) => {
  // The plugin requires a document in this scope. The page shows the documents in `urls`.
  await app.register(swagger)
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: app.basePath,
    staticCSP: CONTENT_SECURITY,
    logo: { type: 'image/svg+xml', content: Buffer.from(name) },
    theme: {
      title: 'Chancery APIs',
      js: [{ filename: 'chancery.js', content: script }],
    },
    uiConfig: {
      persistAuthorization: true,
      urls: [
        { name: 'LMS API', url: `${app.basePath}/openapi/v1/openapi.json` },
        { name: 'Wallet API', url: `${app.basePath}/api/v1/openapi.json` },
      ],
    },
  })
}
