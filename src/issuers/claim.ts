import type { Tx } from '../database/sql.ts'

/** Claim of a domain. `signed`: by the wallet, with the chain of the typed data. */
export type Claim = {
  domain: string
  name: string | null
  link: string | null
  signed: { at: Date; signature: Uint8Array<ArrayBuffer>; chainId: bigint; byContract: boolean } | null
}

type Owner = { siteId: number } | { walletId: string }

/**
 * Stores which domain an issuer claims; null withdraws the claim. Confirmations by another domain end now, because both
 * sides must speak: an issuer that left a domain is no longer judged by it as confirmed. Makes a lookup due. Returns the
 * id of the issuer.
 */
export async function storeClaim(tx: Tx, owner: Owner, claim: Claim | null, at: Date): Promise<bigint> {
  const data = {
    domain: claim?.domain ?? null,
    name: claim?.name ?? null,
    link: claim?.link ?? null,
    claimedAt: claim && at,
    signedAt: claim?.signed?.at ?? null,
    signature: claim?.signed?.signature ?? null,
    signatureChainId: claim?.signed?.chainId ?? null,
    signedByContract: claim?.signed?.byContract ?? false,
    dueAt: at,
  }
  const { id } = await tx.issuer.upsert({ where: owner, create: { ...owner, ...data }, update: data })
  const others = { issuerId: id, way: { not: 'registry' as const }, ...(claim && { source: { not: claim.domain } }) }
  await tx.confirmation.updateMany({
    where: { ...others, confirmedAt: { not: null }, endedAt: null },
    data: { endedAt: at },
  })
  await tx.confirmation.deleteMany({ where: { ...others, confirmedAt: null } })
  // Answers from before the claim do not count against it.
  await tx.confirmation.updateMany({
    where: { issuerId: id, way: { not: 'registry' }, OR: [{ confirmedAt: null }, { endedAt: { not: null } }] },
    data: { failingSince: null, absentSince: null, nxdomainSince: null },
  })
  return id
}
