import { randomBytes } from 'node:crypto'
import type { Database } from '../../../src/database/client.ts'

const hex = (bytes: number) => `0x${randomBytes(bytes).toString('hex')}`

/** Stores an event that verified an attestation; returns its id. */
export async function newEvent(db: Database): Promise<bigint> {
  const { id } = await db.prisma.attestationEvent.create({
    data: {
      ...{ chainId: 31_337, contract: hex(20), blockNumber: 7, blockHash: hex(32), transactionHash: hex(32) },
      ...{ logIndex: 0, sender: hex(20), ipfsHash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL' },
      ...{ state: 'read', nextAttemptAt: new Date(), notedAt: new Date() },
    },
  })
  return id
}
