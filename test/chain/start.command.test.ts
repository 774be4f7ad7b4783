import { beforeAll, expect, it } from 'vitest'
import { ANVIL_CHAIN, startAnvil } from '../support/chain/anvil.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { run, startMain, variablesOf } from '../support/server/process.ts'

let fresh: FreshDatabase
beforeAll(async () => {
  fresh = await freshDatabase()
  return () => fresh.dispose()
})

it('rejects a node of another chain when a process starts, and names both chains in one line', async () => {
  const { url } = await startAnvil()
  const variables = {
    ...variablesOf(fresh),
    PORT: '0',
    LOG_LEVEL: 'warn',
    ETH_RPC_URL: url,
    SECRETS_KEY: '5'.repeat(64),
  }
  for (const [file, args] of [
    ['src/main.ts', []],
    ['src/cli/main.ts', ['work']],
  ] as const) {
    const ended = await run(file, [...args], { ...variables, CHAIN_ID: '5' })
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^[^\n]*ETH_RPC_URL[^\n]*chain 31337[^\n]*5[^\n]*\n$/)
  }

  const server = await startMain({ ...variables, CHAIN_ID: String(ANVIL_CHAIN) })
  server.kill('SIGTERM')
  expect((await server.ended).code).toBe(0)
})
