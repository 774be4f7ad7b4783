import type { Address } from '@chancery/verify/ethereum/address'
import { registerWallet } from '../../../src/core/wallets.ts'
import type { WalletContext } from '../../../src/core/writeContext.ts'
import type { Database } from '../../../src/database/client.ts'

/** Returns the context of a write by a wallet at the current time. */
export async function contextOfWallet(db: Database, address: Address): Promise<Omit<WalletContext, 'storeReplay'>> {
  return { db, wallet: await registerWallet(db.prisma, address), at: new Date() }
}
