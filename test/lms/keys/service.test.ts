import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/client.ts'
import { openDatabase } from '../../../src/database/open.ts'
import { bootstrapKey, createKey, keyAuthenticator, listAllKeys, revokeKey } from '../../../src/lms/keys/service.ts'
import { createSite, findSite } from '../../../src/lms/sites/service.ts'
import { clear, contentsOf } from '../../support/database/contents.ts'
import { type FreshDatabase, freshDatabase } from '../../support/database/database.ts'
import { contextIn } from '../../support/lms/context.ts'

let fresh: FreshDatabase
let db: Database
beforeAll(async () => {
  fresh = await freshDatabase()
  db = await openDatabase(fresh)
  return async () => {
    await db.close()
    await fresh.dispose()
  }
})
beforeEach(() => clear(db.pool))

const clock = () => new Date()

/** Returns a write context in the first site. Creates the site if there is none. */
async function inFirstSite() {
  return contextIn(db, (await findSite(db, undefined, 'Test site')).id)
}

async function onlyKey() {
  const [key, ...others] = await listAllKeys(db)
  if (!key || others.length > 0) throw new Error('There should be one key.')
  return key
}

describe('API keys', () => {
  it('authenticates for its site, and is not stored in readable form', async () => {
    const site = await createSite(db, 'Second', contextIn(db, 0))
    const { key } = await createKey(contextIn(db, site.id), { label: 'for the LMS' })

    expect(key).toMatch(/^chk_[0-9a-f]{48}$/)
    const { id, prefix } = await onlyKey()
    expect(await keyAuthenticator(db, clock)(key)).toStrictEqual({
      keyId: id,
      siteId: site.id,
      scopes: ['read', 'issue', 'admin'],
    })

    const contents = await contentsOf(db.pool)
    expect(contents).toContain('for the LMS')
    expect(contents).toContain(prefix)
    expect(prefix).toHaveLength(8)
    // The database contains only the prefix; the rest appears neither as text nor as bytes.
    const secret = key.slice(prefix.length)
    expect(contents).not.toContain(secret)
    expect(contents).not.toContain(secret.slice(0, 8))
    expect(contents).not.toContain(Buffer.from(key).toString('hex'))
    expect(JSON.stringify(await listAllKeys(db))).not.toContain('hash')
  })

  it('generates a different key each time', async () => {
    const context = await inFirstSite()
    const made = await Promise.all([1, 2, 3].map(() => createKey(context, { label: 'many' })))
    const keys = made.map(({ key }) => key)
    expect(new Set(keys).size).toBe(3)
  })

  it('rejects an unknown key until it is created', async () => {
    const authenticate = keyAuthenticator(db, clock)
    const given = 'invented-by-a-user'
    expect(await authenticate(given)).toBeNull()
    expect(await authenticate('')).toBeNull()
    await bootstrapKey(db, given, 'Test site')
    expect(await authenticate(given)).toMatchObject({ keyId: expect.any(Number) })
  })

  it('rejects a key at once after revocation, even if the server has just accepted it', async () => {
    const context = await inFirstSite()
    const { id, key } = await createKey(context, { label: 'soon revoked' })
    const authenticate = keyAuthenticator(db, clock)
    expect(await authenticate(key)).not.toBeNull()
    await revokeKey(context, id)
    expect(await authenticate(key)).toBeNull()
  })

  it('keeps the time of the first revocation', async () => {
    const context = await inFirstSite()
    const { id } = await createKey(context, { label: 'twice revoked' })
    const first = new Date('2026-05-01T00:00:00Z')
    await revokeKey({ ...context, at: first }, id)
    await revokeKey({ ...context, at: new Date('2027-05-01T00:00:00Z') }, id)
    expect((await onlyKey()).revokedAt).toStrictEqual(first)
  })

  it('throws key.not_found when an unknown key is revoked', async () => {
    await expect(revokeKey(await inFirstSite(), 4711)).rejects.toMatchObject({ code: 'key.not_found' })
  })

  it('rejects a key from the second of its expiry on, cached or not', async () => {
    let now = new Date('2029-12-31T23:59:59.999Z')
    const input = { label: 'until 2030', expiresAt: new Date('2030-01-01T00:00:00Z') }
    const { key } = await createKey(await inFirstSite(), input)
    const authenticate = keyAuthenticator(db, () => now)
    expect(await authenticate(key)).not.toBeNull()
    now = new Date('2030-01-01T00:00:00Z')
    expect(await authenticate(key)).toBeNull()
    expect(await keyAuthenticator(db, () => now)(key)).toBeNull()
  })
})

describe('bootstrapKey', () => {
  it('creates one key and one site when several servers start at once', async () => {
    // Separate connections, if the database accepts several.
    const others = fresh.databaseUrl ? await Promise.all([1, 2, 3].map(() => openDatabase(fresh))) : []
    const servers = [db, ...others, db, ...others]
    const results = await Promise.all(servers.map((server) => bootstrapKey(server, undefined, 'Test site')))
    await Promise.all(others.map((other) => other.close()))

    const made = results.flatMap((result) => result?.key ?? [])
    expect(made).toHaveLength(1)
    const { id, siteId } = await onlyKey()
    expect(await keyAuthenticator(db, clock)(made.join())).toMatchObject({ keyId: id, siteId })
    expect(await db.prisma.site.count()).toBe(1)
    const roles = await db.prisma.role.findMany({ where: { siteId } })
    expect(roles.map((role) => role.alias).sort()).toStrictEqual(['admin', 'instructor', 'learner'])
  })

  it('stores a given key and does not return it', async () => {
    const given = 'given-by-the-operator'
    expect(await bootstrapKey(db, given, 'Test site')).toMatchObject({ site: { name: 'Test site' }, key: null })
    expect(await keyAuthenticator(db, clock)(given)).not.toBeNull()
  })

  it('creates no key when there is one, even a revoked one', async () => {
    const context = await inFirstSite()
    const { id } = await createKey(context, { label: 'made by hand' })
    await revokeKey(context, id)
    expect(await bootstrapKey(db, undefined, 'Test site')).toBeNull()
    expect(await bootstrapKey(db, 'given-by-the-operator', 'Test site')).toBeNull()
    expect(await listAllKeys(db)).toHaveLength(1)
  })
})
