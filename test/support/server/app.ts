import type { FastifyInstance } from 'fastify'
import supertest from 'supertest'
import { afterAll, expect } from 'vitest'
import { type Config, readConfig } from '../../../src/core/config.ts'
import type { Database } from '../../../src/database/client.ts'
import { openDatabase } from '../../../src/database/open.ts'
import type { IpfsStore } from '../../../src/ipfs/store.ts'
import { createKey } from '../../../src/lms/keys/service.ts'
import { buildApp } from '../../../src/server/app.ts'
import { openOutside } from '../../../src/server/outside.ts'
import { type FreshDatabase, freshDatabase } from '../database/database.ts'
import { withRoutes } from '../hostile/hostileRoutes.ts'
import { contextIn } from '../lms/context.ts'
import { watchedLog } from './log.ts'
import { unlimited } from './unlimited.ts'

export type TestApp = {
  app: FastifyInstance
  db: Database
  ipfs: IpfsStore
  dataDir: string
  http: ReturnType<typeof supertest>
  /** Its address, for clients other than supertest. */
  url: string
  /** Sets the clock of the app; null resets it. */
  setNow(now: Date | null): void
}

export type TestSite = { id: number; key: string }

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

/** Starts the app on loopback, on a fresh database or the given one. It is closed after the tests of the file. */
export async function startTestApp(
  overrides: Partial<Config> = {},
  logged: (line: string) => void = () => {},
  given?: FreshDatabase,
): Promise<TestApp> {
  const fresh = given ?? (await freshDatabase())
  const config: Config = {
    ...readConfig({
      LOG_LEVEL: 'trace',
      ...unlimited,
      VERIFICATIONS_PER_MINUTE: '0',
      UPLOADS_PER_MINUTE: '0',
      SIGN_INS_PER_MINUTE: '0',
      PORT: '0',
    }),
    databaseUrl: fresh.databaseUrl,
    dataDir: fresh.dataDir,
    ...overrides,
  }
  const db = await openDatabase(config)
  const outside = await openOutside(config, db, 'requests')
  const { ipfs, chain } = outside
  let url = ''
  let clock: Date | null = null
  const log = watchedLog()
  const { app, undocumented } = await withRoutes(() =>
    buildApp({
      config,
      db,
      ...outside,
      publicUrl: () => config.publicUrl ?? url,
      now: () => clock ?? new Date(),
      logTo: {
        write(line) {
          log.write(line)
          logged(line)
        },
      },
    }),
  )
  url = await app.listen({ host: '127.0.0.1', port: 0 })
  closings.push(async () => {
    await app.close()
    chain?.close()
    await db.close()
    await fresh.dispose()
    log.ensureDiscreet()
    // The documents must have every response of the tests.
    expect(undocumented).toStrictEqual([])
  })
  return {
    app,
    db,
    ipfs,
    dataDir: config.dataDir,
    http: supertest(app.server),
    url,
    setNow(now) {
      clock = now
    },
  }
}

/** Creates a site with the usual roles and a key. */
export async function newSite(db: Database): Promise<TestSite> {
  const site = await db.prisma.site.create({
    data: { name: 'Test site', roles: { create: [{ alias: 'learner', name: 'Learner' }] } },
  })
  return { id: site.id, key: (await createKey(contextIn(db, site.id), { label: 'test' })).key }
}
