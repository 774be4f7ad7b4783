import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { constraintOf } from '../../src/database/constraints.ts'
import { openFresh } from '../support/database/openFresh.ts'
import { newSite } from '../support/server/app.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})

describe('constraintOf', () => {
  it('returns the constraint that a write violated', async () => {
    const { id: siteId } = await newSite(db)
    const user = { siteId, name: 'John Doe', roleAlias: 'learner' }
    await db.prisma.user.create({ data: { ...user, id: 'one', email: 'john@example.com' } })
    const broken = (data: { id: string; email: string; roleAlias?: string }) =>
      db.prisma.user.create({ data: { ...user, ...data } }).then(() => null, constraintOf)

    expect(await broken({ id: 'one', email: 'other@example.com' })).toBe('users_pkey')
    expect(await broken({ id: 'two', email: 'JOHN@example.com' })).toBe('users_site_id_email_key')
    expect(await broken({ id: 'two', email: 'other@example.com', roleAlias: 'king' })).toBe(
      'users_site_id_role_alias_fkey',
    )
  })

  it('returns null for any other error', async () => {
    const missing = db.prisma.site.delete({ where: { id: 4711 } })
    expect(await missing.then(() => 'deleted', constraintOf)).toBeNull()
    expect(constraintOf(new Error('users_pkey'))).toBeNull()
  })
})
