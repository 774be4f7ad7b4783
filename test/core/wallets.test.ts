import type { Address } from '@chancery/verify/ethereum/address'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerWallet } from '../../src/core/wallets.ts'
import type { Database } from '../../src/database/client.ts'
import { openFresh } from '../support/database/openFresh.ts'

let db: Database
beforeAll(async () => {
  db = await openFresh()
})

const address: Address = '0x19e7e376e7c213b7e7e7e46cc70a5dd086daff2a'

describe('registerWallet', () => {
  it('registers a wallet once when its first requests run in parallel', async () => {
    expect(await db.prisma.wallet.findUnique({ where: { address } })).toBeNull()

    const wallets = await Promise.all(Array.from({ length: 50 }, () => registerWallet(db.prisma, address)))

    const found = await db.prisma.wallet.findUnique({ where: { address } })
    expect(found).toMatchObject({ address, name: '' })
    for (const wallet of wallets) expect(wallet).toStrictEqual(found)
    expect(await db.prisma.wallet.count({ where: { address } })).toBe(1)
  })

  it('registers many wallets in parallel, each once', async () => {
    const addresses = Array.from({ length: 40 }, (_, i): Address => `0x${(i % 20).toString(16).padStart(40, 'a')}`)
    const wallets = await Promise.all(addresses.map((each) => registerWallet(db.prisma, each)))
    expect(wallets.map((wallet) => wallet.address)).toStrictEqual(addresses)
    expect(new Set(wallets.map((wallet) => wallet.id)).size).toBe(20)
  })
})
