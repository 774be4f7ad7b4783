import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { type FastifyInstance, fastify } from 'fastify'
import { script, styles } from './theme.ts'

const name =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 40">' +
  '<text x="0" y="28" font-family="serif" font-size="28" fill="#fff">Chancery</text></svg>'

/** Allows only the page's own scripts, and inline styles, which the page needs. */
const CONTENT_SECURITY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Creates a server of the page that shows the OpenAPI documents. It does not listen. */
export async function openPage(basePath: string): Promise<FastifyInstance> {
  const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
  // The plugin requires a document in this scope. The page shows the documents in `urls`.
  await app.register(swagger)
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: basePath,
    staticCSP: CONTENT_SECURITY,
    logo: { type: 'image/svg+xml', content: Buffer.from(name) },
    theme: {
      title: 'Chancery APIs',
      js: [{ filename: 'chancery.js', content: script }],
      css: [{ filename: 'chancery.css', content: styles }],
    },
    uiConfig: {
      persistAuthorization: true,
      urls: [
        { name: 'LMS API', url: `${basePath}/openapi/v1/openapi.json` },
        { name: 'Wallet API', url: `${basePath}/api/v1/openapi.json` },
      ],
    },
  })
  return app
}
