import type { Address } from '@chancery/verify/ethereum/address'
import { registerWallet } from '../../../src/core/wallets.ts'
import type { WalletContext } from '../../../src/core/writeContext.ts'
import type { Database } from '../../../src/database/client.ts'

/** The context of a write that the wallet of an address makes now. */
export async function contextOfWallet(db: Database, address: Address): Promise<Omit<WalletContext, 'storeReplay'>> {
  return { db, wallet: await registerWallet(db, address), at: new Date() }
}
