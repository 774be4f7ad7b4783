import { expect, it, vi } from 'vitest'
import { newDataDir } from '../support/files/folders.ts'
import { chancery } from '../support/server/process.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 180_000 })

it('admits, lists and removes wallets', async () => {
  const settings = { DATA_DIR: await newDataDir() }
  const wallet = '0x1245e5b64d785b25057f7438f715f4aa5d965733'
  const list = async () => (await chancery(['wallets', 'list'], settings)).stdout
  const admit = (note: string) =>
    chancery(['wallets', 'admit', wallet.toUpperCase().slice(2), '--note', note], settings)
  expect(await admit('A school')).toMatchObject({ code: 0, stderr: '' })
  expect(await list()).toMatch(new RegExp(`${wallet}.*A school.*20`))
  expect(await admit('Another school')).toMatchObject({ code: 0, stderr: '' })
  expect(await list()).toMatch(new RegExp(`${wallet}.*Another school.*20`))
  expect(await chancery(['wallets', 'remove', wallet], settings)).toMatchObject({ code: 0, stderr: '' })
  expect(await list()).not.toContain(wallet)
  expect(await chancery(['wallets', 'remove', wallet], settings)).toMatchObject({
    code: 1,
    stderr: `The wallet ${wallet} is not admitted.\n`,
  })
  expect((await chancery(['wallets', 'admit', 'A school'], settings)).code).not.toBe(0)
})
