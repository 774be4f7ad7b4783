import type { Address } from '@chancery/verify/ethereum/address'
import type { Wallet } from '../database/prisma/client.ts'
import type { Tx } from '../database/sql.ts'

export type { Wallet }

/**
 * Returns the wallet of an address, and registers a new one. Concurrent callers get the same wallet. `beforeNew` may throw
 * to prevent it.
 */
export async function registerWallet(
  { wallet: wallets }: Pick<Tx, 'wallet'>,
  address: Address,
  beforeNew?: () => Promise<void>,
): Promise<Wallet> {
  const known = await wallets.findUnique({ where: { address } })
  if (known) return known
  await beforeNew?.()
  await wallets.createMany({ data: { address }, skipDuplicates: true })
  return wallets.findUniqueOrThrow({ where: { address } })
}
