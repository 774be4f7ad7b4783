import { parseAddress } from '@chancery/verify/ethereum/address'
import { registerWallet } from '../../../src/core/wallets.ts'
import type { Database } from '../../../src/database/client.ts'
import { newEvent } from '../chain/verificationEvents.ts'

/** Stores that a wallet attested a certificate on a chain (BDN's verification). */
export async function attest(db: Database, certificateId: string, verifier: string): Promise<void> {
  const address = parseAddress(verifier)
  if (!address) throw new Error(`Not an address: ${verifier}`)
  const { id: verifierId } = await registerWallet(db.prisma, address)
  const at = new Date()
  await db.prisma.attestation.create({
    data: {
      ...{ certificateId, verifierId, verifierType: 'academy', grantedToType: 'learner' },
      ...{ state: 'verified', verifiedFrom: 'pending', eventId: await newEvent(db), createdAt: at, modifiedAt: at },
    },
  })
}
