import type { IssuerIdentity, NameOwner } from '@chancery/verify/checks/identity'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import { pkhOf } from '../issuers/confirm/did.ts'
import { type IdentityRow, toIdentity } from '../issuers/identity.ts'
import { findNameOwner } from '../issuers/queries.ts'
import { didsOfSite } from '../issuers/service.ts'
import { skeletonOf } from '../issuers/skeleton.ts'
import type { LookupContext } from './lookup.ts'
import { serverUrlOf } from './serverUrl.ts'

/** Returns the identity of a site. Its operator approved the names under which it issues. */
export async function siteIdentity(
  context: LookupContext,
  site: { id: number; identity: IdentityRow | null; publicKey?: Uint8Array | null },
  statedName: string,
): Promise<IssuerIdentity> {
  const publicUrl = context.publicUrl()
  const row = site.identity
  const dids = await didsOfSite(context.db, site, publicUrl)
  return toIdentity(row, {
    did: dids[0] ?? null,
    operator: serverUrlOf(publicUrl).host,
    trustRegistries: context.trustRegistries,
    nameOwner: await nameOwnerOf(context, { dids, address: null, name: statedName }, row),
  })
}

/** Returns the identity of a wallet. Its name is not approved. */
export async function walletIdentity(
  context: LookupContext,
  wallet: { address: string; chainId: number; identity: IdentityRow | null },
  statedName: string,
): Promise<IssuerIdentity> {
  const address = parseAddress(wallet.address)
  const row = wallet.identity
  return toIdentity(row, {
    did: address && pkhOf({ address, chainId: wallet.chainId }),
    operator: null,
    trustRegistries: context.trustRegistries,
    nameOwner: await nameOwnerOf(context, { dids: [], address, name: statedName }, row),
  })
}

type Own = { dids: string[]; address: string | null; name: string }

async function nameOwnerOf(
  { db, trustRegistries }: LookupContext,
  { dids, address, name }: Own,
  row: IdentityRow | null,
): Promise<NameOwner | null> {
  if (trustRegistries.length === 0) return null
  const skeleton = skeletonOf(withoutEmail(name))
  if (skeleton === '') return null
  const domain = row?.confirmations.find(({ way, endedAt }) => way !== 'registry' && !endedAt)?.source ?? null
  return findNameOwner(db.prisma, {
    skeleton,
    registries: trustRegistries,
    ownDids: dids,
    ownAddress: address,
    ownDomain: domain,
  })
}
