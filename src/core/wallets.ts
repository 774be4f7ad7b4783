import type { Address } from '@chancery/verify/ethereum/address'
import type { Database } from '../database/client.ts'
import type { Wallet } from '../database/prisma/client.ts'

export type { Wallet }

/** The wallet of an address, registered now if it is new; any number of callers at once get the same one. */
export async function registerWallet(db: Database, address: Address): Promise<Wallet> {
  const known = await db.prisma.wallet.findUnique({ where: { address } })
  if (known) return known
  await db.prisma.wallet.createMany({ data: { address }, skipDuplicates: true })
  return db.prisma.wallet.findUniqueOrThrow({ where: { address } })
}
