import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Database } from '../../../src/database/client.ts'
import { importIndustries, importSkills } from '../../../src/wallet/certificates/catalogues.ts'
import { clear } from '../../support/database/contents.ts'
import { openFresh } from '../../support/database/openFresh.ts'
import { expectInOrder } from '../../support/database/order.ts'
import { isEmbedded } from '../../support/setup/templates.ts'

const author = { author: { command: 'test' }, at: new Date() }
let db: Database
beforeAll(async () => {
  db = await openFresh()
})
beforeEach(() => clear(db.pool))

describe('importSkills', () => {
  it('adds each skill once and returns the number of new skills', async () => {
    expect(await importSkills(db, author, ['Python', 'Go', 'Python'])).toBe(2)
    expect(await importSkills(db, author, ['Go', 'Zig'])).toBe(1)
    const skills = await db.prisma.skill.findMany({ orderBy: { name: 'asc' }, omit: { id: true } })
    expect(skills).toStrictEqual(['Go', 'Python', 'Zig'].map((name) => ({ name, standardized: true })))
  })

  it('adds skills that certificates already named to the catalogue', async () => {
    await db.prisma.skill.createMany({ data: [{ name: 'Go' }, { name: 'Patience' }] })
    expect(await importSkills(db, author, ['Go', 'Zig'])).toBe(2)
    expect(await db.prisma.skill.findUnique({ where: { name: 'Go' } })).toMatchObject({ standardized: true })
    expect(await db.prisma.skill.findUnique({ where: { name: 'Patience' } })).toMatchObject({ standardized: false })
  })
})

describe('importIndustries', () => {
  it('adds each industry once and returns the number of new industries', async () => {
    expect(await importIndustries(db, author, ['Banking', 'Farming', 'Banking'])).toBe(2)
    expect(await importIndustries(db, author, ['Farming', 'Fishing'])).toBe(1)
    expect(await db.prisma.industry.count()).toBe(3)
  })
})

describe.skipIf(isEmbedded)('importSkills and importIndustries', () => {
  it.each([
    ['skills', importSkills],
    ['industries', importIndustries],
  ] as const)('inserts %s in one order, so that imports and concurrent creates cannot deadlock', (table, add) =>
    expectInOrder(
      db,
      (name) => `INSERT INTO ${table} (name) VALUES ('${name}')`,
      (names) => add(db, author, names),
    ),
  )
})
