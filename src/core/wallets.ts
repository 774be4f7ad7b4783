import type { Address } from '@chancery/verify/ethereum/address'
import type { Database } from '../database/client.ts'
import type { Wallet } from '../database/prisma/client.ts'

export type { Wallet }

/** Returns the wallet of an address, and registers a new one. Concurrent callers get the same wallet. */
export async function registerWallet(db: Database, address: Address): Promise<Wallet> {
  const known = await db.prisma.wallet.findUnique({ where: { address } })
  if (known) return known
  await db.prisma.wallet.createMany({ data: { address }, skipDuplicates: true })
  return db.prisma.wallet.findUniqueOrThrow({ where: { address } })
}
