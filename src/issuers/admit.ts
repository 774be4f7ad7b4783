import type { Address } from '@chancery/verify/ethereum/address'
import { record } from '../core/audit.ts'
import { Problem } from '../core/problem.ts'
import { type Authorship, write } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import type { AdmittedWallet } from '../database/prisma/client.ts'

// Admission lets a wallet use resources of this server. No verdict depends on it.

type Operator = Pick<Authorship, 'author' | 'at'>

/** Admits a wallet, or changes its note. It need not be known here. */
export function admitWallet(db: Database, address: Address, note: string, { author, at }: Operator): Promise<void> {
  return write({ db }, async (tx) => {
    await tx.admittedWallet.upsert({ where: { address }, create: { address, note, admittedAt: at }, update: { note } })
    const change = { action: 'wallet.admit', subject: `wallet/${address}`, after: { note } }
    await record(tx, { siteId: null, author, at }, change)
  })
}

/** Ends the admission of a wallet. Throws `wallet.not_admitted`. */
export function removeWallet(db: Database, address: Address, { author, at }: Operator): Promise<void> {
  return write({ db }, async (tx) => {
    const { count } = await tx.admittedWallet.deleteMany({ where: { address } })
    if (count === 0) throw new Problem('wallet.not_admitted', `The wallet ${address} is not admitted.`)
    await record(tx, { siteId: null, author, at }, { action: 'wallet.remove', subject: `wallet/${address}` })
  })
}

export function listAdmitted(db: Database): Promise<AdmittedWallet[]> {
  return db.prisma.admittedWallet.findMany({ orderBy: [{ admittedAt: 'asc' }, { address: 'asc' }] })
}
