import fc from 'fast-check'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { executor } from '../../src/database/executor.ts'
import { awkwardText } from '../support/awkwardText.ts'
import { freshDatabase } from '../support/database/database.ts'
import { isEmbedded } from '../support/setup/templates.ts'

const statement = { text: 'SELECT $1::text AS text, $2::text[] AS texts, $3::int[] AS numbers' }

/** Runs the work on connections in turn, as a pooler does. */
async function withConnections(work: (run: (text: string) => Promise<pg.QueryResult>) => Promise<void>, count = 3) {
  const fresh = await freshDatabase()
  const clients = Array.from({ length: count }, () => new pg.Client(fresh.databaseUrl))
  await Promise.all(clients.map((client) => client.connect()))
  let turn = 0
  try {
    await work((text) => {
      turn += 1
      return (clients[turn % clients.length] ?? expect.fail('A connection')).query(text)
    })
  } finally {
    await Promise.all(clients.map((client) => client.end()))
    await fresh.dispose()
  }
}

describe.skipIf(isEmbedded)('executor', () => {
  it('passes texts and numbers unchanged, on any connection', () =>
    withConnections(async (run) => {
      const execute = executor(run)
      await fc.assert(
        fc.asyncProperty(awkwardText, fc.array(awkwardText), fc.array(fc.integer()), async (text, texts, numbers) => {
          const found = await execute({ ...statement, values: [text, texts, numbers] })
          expect(found?.rows).toStrictEqual([{ text, texts, numbers }])
        }),
      )
    }))

  it('prepares a statement again after a connection was reset', () =>
    withConnections(async (run) => {
      const execute = executor(run)
      const ask = async () => (await execute({ ...statement, values: ['a', ['b'], [1]] }))?.rows
      for (let round = 0; round < 30; round += 1) {
        expect(await ask()).toStrictEqual([{ text: 'a', texts: ['b'], numbers: [1] }])
        if (round % 7 === 0) await run('DISCARD ALL')
      }
    }))

  it('keeps the plan of a statement', () =>
    withConnections(async (run) => {
      const asked: string[] = []
      const execute = executor((text) => {
        asked.push(text)
        return run(text)
      })
      for (let round = 0; round < 20; round += 1) await execute({ ...statement, values: [`${round}`, [], []] })
      expect(asked.slice(-3).every((text) => text.startsWith('EXECUTE'))).toBe(true)
    }, 1))

  it('returns null where a table has changed since', () =>
    withConnections(async (run) => {
      await run('CREATE TABLE changing (id INT); INSERT INTO changing VALUES (1)')
      const ask = () => executor(run)({ text: 'SELECT id FROM changing WHERE id = $1', values: [1] })
      expect((await ask())?.rows).toStrictEqual([{ id: 1 }])
      await run('ALTER TABLE changing ALTER COLUMN id TYPE BIGINT')
      expect(await ask()).toBeNull()
    }, 1))

  it('gives up for values that it cannot write, and if the pooler resets connections', () =>
    withConnections(async (run) => {
      const execute = executor(run)
      for (const value of ['\0', null, {}, new Date()])
        expect(await execute({ text: 'SELECT $1::text', values: [value] })).toBeNull()
      let asked = 0
      const resetting = executor(async (text) => {
        asked += 1
        await run('DISCARD ALL')
        return run(text)
      })
      for (let round = 0; round < 300; round += 1) await resetting({ text: 'SELECT $1::int', values: [1] })
      const before = asked
      expect(await resetting({ text: 'SELECT $1::int', values: [1] })).toBeNull()
      expect(asked).toBe(before)
    }))

  it('reports errors of the statement', () =>
    withConnections(async (run) => {
      const failing = executor(run)({ text: 'SELECT 1 / $1::int', values: [0] })
      await expect(failing).rejects.toThrow('division by zero')
    }))
})
