import type { IssuerIdentity } from '@chancery/verify/checks/identity'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { linkWithoutEmail, withoutEmail } from '@chancery/verify/withoutEmail'
import type { Database } from '../database/client.ts'
import type { SiteKey } from '../database/prisma/client.ts'
import { recordFor } from '../issuers/confirm/dnsRecord.ts'
import { didKeyOf } from '../issuers/did.ts'
import type { IdentityRow } from '../issuers/identity.ts'
import { walletOf } from '../issuers/issuer.ts'
import { findIdentity } from '../issuers/queries.ts'
import { siteIdentity, walletIdentity } from './issuerIdentity.ts'
import type { LookupContext } from './lookup.ts'

/** An issuer as its page shows it. Texts of the profile are its own. */
export type PublicIssuer = {
  name: string | null
  address: string | null
  identity: IssuerIdentity
  /** Stored lookups; null if there are none. */
  row: IdentityRow | null
  profile: Profile
  keys: ShownKey[]
  /** TXT record that confirms the issuer. Null for a site without a DID. */
  record: string | null
}

/** `email` is the contact address that an institution publishes. Emails in all other texts are masked. */
export type Profile = {
  legalName: string | null
  link: string | null
  logo: string | null
  country: string | null
  description: string | null
  email: string | null
}

/** `id`: did:key of a site's key, or the address of a wallet. */
export type ShownKey = { id: string; retiredAt: Date | null; compromisedAt: Date | null }

const noProfile: Profile = { legalName: null, link: null, logo: null, country: null, description: null, email: null }

/** Finds an issuer by the id of a site or the address of a wallet. Null if it is unknown here. */
export function findPublicIssuer(context: LookupContext, text: string): Promise<PublicIssuer | null> {
  if (/^[1-9]\d{0,8}$/.test(text)) return findSite(context, Number(text))
  const address = parseAddress(text)
  return address ? findWallet(context, address) : Promise.resolve(null)
}

async function findSite(context: LookupContext, id: number): Promise<PublicIssuer | null> {
  const { db } = context
  const [site, found, keys] = await Promise.all([
    db.prisma.site.findUnique({ where: { id } }),
    findIdentity(db.prisma, { siteId: id }),
    db.prisma.siteKey.findMany({ where: { siteId: id }, orderBy: { id: 'desc' } }),
  ])
  if (!site) return null
  const { country, email } = site
  const name = withoutEmail(site.name)
  const identity = await siteIdentity(context, { id, identity: found?.identity ?? null }, name)
  return {
    name,
    address: null,
    identity,
    row: found?.identity ?? null,
    profile: {
      legalName: site.legalName && withoutEmail(site.legalName),
      link: site.link && linkWithoutEmail(site.link),
      // A masked link leads nowhere.
      logo: site.logo && linkWithoutEmail(site.logo) === site.logo ? site.logo : null,
      country,
      description: site.description && withoutEmail(site.description),
      email,
    },
    keys: keys.map(toShownKey),
    record: identity.did && recordFor({ did: identity.did }),
  }
}

async function findWallet(context: LookupContext, address: `0x${string}`): Promise<PublicIssuer | null> {
  const { db, chainId } = context
  const wallet = await db.prisma.wallet.findUnique({ where: { address }, include: { identity: true } })
  // A wallet that only holds certificates is not an issuer.
  if (!wallet || !(wallet.identity || (await hasIssued(db, wallet.id)))) return null
  const { identity: claim } = wallet
  const name = claim?.name ? withoutEmail(claim.name) : null
  const found = await findIdentity(db.prisma, { address })
  const identity = await walletIdentity(context, { address, chainId, identity: found?.identity ?? null }, name ?? '')
  return {
    name,
    address,
    identity,
    row: found?.identity ?? null,
    profile: { ...noProfile, link: claim?.link ? linkWithoutEmail(claim.link) : null },
    keys: [{ id: address, retiredAt: null, compromisedAt: claim?.compromisedAt ?? null }],
    record: recordFor(claim ? walletOf({ ...claim, wallet }) : { address }),
  }
}

async function hasIssued(db: Database, issuerId: string): Promise<boolean> {
  const one = await db.prisma.walletCertificate.findFirst({ where: { issuerId }, select: { id: true } })
  return one !== null
}

function toShownKey({ publicKey, retiredAt, compromisedAt }: SiteKey): ShownKey {
  return { id: didKeyOf(publicKey), retiredAt, compromisedAt }
}
