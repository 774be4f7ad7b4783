import { type Confirmed, confirmedOf } from '@chancery/verify/checks/identity'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { claimDigest, claimTypedData } from '@chancery/verify/proof/issuerClaim'
import { type AuditedChange, record } from '../../core/audit.ts'
import { invalid, Problem } from '../../core/problem.ts'
import { isSignedBy, provenSignature } from '../../core/signatures.ts'
import type { Wallet } from '../../core/wallets.ts'
import { type WalletContext, write } from '../../core/writeContext.ts'
import type { Issuer } from '../../database/prisma/client.ts'
import type { Tx } from '../../database/sql.ts'
import { storeClaim } from '../../issuers/claim.ts'
import { type Domain, relationTo } from '../../issuers/confirm/domain.ts'
import { toIdentity } from '../../issuers/identity.ts'
import { type IssuerRow, withWallet } from '../../issuers/issuer.ts'
import { findIdentity, lockWalletIssuer, queueIssuer } from '../../issuers/queries.ts'
import { ensureRecent, notSigned, type Signing, wholeSecond } from '../certificates/issuerSignatures.ts'

export type NewClaim = { domain: Domain; name: string | null; link: string | null }

/** `at` is the signed time, in whole seconds. The signature does not cover name and link. */
export type SignedClaim = NewClaim & { at: Date; signature: Uint8Array<ArrayBuffer> }

/** `at`: Unix seconds. */
export type SignableClaim = { at: number; typedData: ReturnType<typeof claimTypedData> }

/** A wallet as issuer, and who confirms it now. */
export type WalletIssuer = IssuerRow & { confirmed: Confirmed }

type ClaimContext<Result> = WalletContext<Result> & {
  requestId: string
  publicUrl: string
  trustRegistries: string[]
}

/** Builds the claim that a wallet signs. Stores nothing. Its time is now, or a second after the wallet's last claim. */
export async function prepareClaim(
  {
    db,
    wallet,
    at: now,
    publicUrl,
  }: Omit<ClaimContext<SignableClaim>, 'requestId' | 'trustRegistries' | 'storeReplay'>,
  chainId: number,
  { domain }: NewClaim,
): Promise<SignableClaim> {
  ensureForeign(domain, publicUrl)
  const known = await db.prisma.issuer.findUnique({ where: { walletId: wallet.id }, select: { signedAt: true } })
  const at = Math.max(secondsOf(now), known?.signedAt ? secondsOf(known.signedAt) + 1 : 0)
  const typedData = claimTypedData(chainId, { domain: domain.name, issuer: addressOf(wallet), at })
  return { at, typedData }
}

/**
 * Stores the domain that a wallet claims, and queues its lookup. Sending the stored claim again changes nothing. Throws if
 * the signature does not match, if a later claim or withdrawal is stored, `issuer.blocked` and `issuer.compromised`.
 */
export async function claimDomain(
  context: ClaimContext<WalletIssuer>,
  { contracts, chainId }: Signing,
  { domain: claimed, name, link, at: signedAt, signature }: SignedClaim,
): Promise<WalletIssuer> {
  const { wallet, at: now, requestId, publicUrl } = context
  const domain = claimed.name
  ensureForeign(claimed, publicUrl)
  ensureRecent('at', signedAt, now)
  const address = addressOf(wallet)
  const digest = claimDigest(chainId, { domain, issuer: address, at: secondsOf(signedAt) })
  if (!(await isSignedBy(contracts, address, digest, signature))) {
    throw notSigned(
      `The signature is not by ${address} for ${domain} at ${secondsOf(signedAt)} on chain ${chainId}. Sign the typed data again.`,
    )
  }
  const signed = { at: signedAt, ...provenSignature(address, digest, signature), chainId: BigInt(chainId) }
  return write(context, async (tx) => {
    const before = await lockIssuer(tx, wallet)
    if (before.blockedAt) throw new Problem('issuer.blocked')
    if (before.compromisedAt) throw new Problem('issuer.compromised')
    if (!isStored(before, { domain, name, link, signedAt })) {
      ensureLater(signedAt, before)
      const id = await storeClaim(tx, { walletId: wallet.id }, { domain, name, link, signed }, now)
      await record(tx, authorshipOf(`claim by ${address}`, requestId, now), {
        action: 'issuer.claim',
        subject: `wallet/${address}`,
        before: { domain: before.domain, name: before.name, link: before.link },
        after: { domain, name, link },
      })
      await queueIssuer(tx, id)
    }
    return issuerOf(tx, address, context)
  })
}

/**
 * Withdraws the claim of a wallet, and rejects claims that it signed until now. `compromisedAt` also reports its key as
 * compromised from then on, permanently; a later report can only move this time back.
 */
export async function withdrawClaim(
  context: Omit<ClaimContext<WalletIssuer>, 'publicUrl'>,
  compromisedAt: Date | null,
): Promise<WalletIssuer> {
  const { wallet, at: now, requestId } = context
  if (compromisedAt && compromisedAt > now) throw invalid('compromised_at', 'Must not be in the future.')
  const address = addressOf(wallet)
  const subject = `wallet/${address}`
  return write(context, async (tx) => {
    const before = await lockIssuer(tx, wallet)
    const changes: AuditedChange[] = []
    if (before.domain !== null) {
      await storeClaim(tx, { walletId: wallet.id }, null, now)
      changes.push({ action: 'issuer.withdraw', subject, before: { domain: before.domain } })
    }
    const isEarlier = compromisedAt && !(before.compromisedAt && before.compromisedAt <= compromisedAt)
    if (isEarlier) {
      const { compromisedAt: reported } = before
      changes.push({
        action: 'issuer.compromise',
        subject,
        before: { compromisedAt: reported },
        after: { compromisedAt },
      })
    }
    // Stays after the withdrawal, so that a former claim cannot be sent again. A wallet may have signed its last claim for
    // a few minutes ahead.
    const signedAt = new Date(Math.max(wholeSecond(now).getTime(), before.signedAt?.getTime() ?? 0))
    await tx.issuer.update({ where: { walletId: wallet.id }, data: { signedAt, ...(isEarlier && { compromisedAt }) } })
    await record(tx, authorshipOf(`withdrawal by ${address}`, requestId, now), ...changes)
    return issuerOf(tx, address, context)
  })
}

/** Finds a wallet by its address. Throws `issuer.not_found` if it has never claimed a domain and no registry lists it. */
export async function issuerOf(
  prisma: Tx,
  address: Address | null,
  { at: now, trustRegistries }: { at: Date; trustRegistries: string[] },
): Promise<WalletIssuer> {
  const row = address && (await prisma.issuer.findFirst({ where: { wallet: { address } }, include: withWallet }))
  const found = address && row && (await findIdentity(prisma, { address }))
  if (!found) throw new Problem('issuer.not_found')
  const identity = toIdentity(found.identity, { did: null, operator: null, nameOwner: null, trustRegistries })
  const issuer = { name: row.name, link: row.link, address }
  const states = { issuer, holder: { name: null, link: null, address: null } }
  return { ...row, confirmed: confirmedOf({ receivedAt: now, states, identity }, now) }
}

/**
 * Rejects names that belong to the operator: the host of PUBLIC_URL, for which the server itself answers, and names above
 * and below it.
 */
function ensureForeign(domain: Domain, publicUrl: string): void {
  const { hostname } = new URL(publicUrl)
  if (relationTo(hostname, domain) === 'other') return
  throw invalid(
    'domain',
    `${domain.name} belongs to the address of this server, ${hostname}. A wallet cannot claim it. Enter a domain of your own.`,
  )
}

async function lockIssuer(tx: Tx, { id: walletId }: Wallet): Promise<Issuer> {
  await lockWalletIssuer(tx, walletId)
  return tx.issuer.findUniqueOrThrow({ where: { walletId } })
}

type Stored = Pick<Issuer, 'domain' | 'name' | 'link' | 'signedAt'>

function isStored(before: Issuer, { domain, name, link, signedAt }: Stored): boolean {
  const isSame = before.domain === domain && before.name === name && before.link === link
  return isSame && before.signedAt?.getTime() === signedAt?.getTime()
}

/** Rejects a claim from before the last claim or withdrawal: an attacker may have copied it. */
function ensureLater(signedAt: Date, { signedAt: last }: Issuer): void {
  if (!last || signedAt > last) return
  throw invalid('at', `Must be after the wallet’s last claim or withdrawal (${secondsOf(last)}). Sign a new claim.`)
}

function authorshipOf(command: string, requestId: string, at: Date) {
  return { siteId: null, author: { command, requestId }, at }
}

function addressOf(wallet: Wallet): Address {
  const address = parseAddress(wallet.address)
  if (!address) throw new Error('A stored address is malformed.')
  return address
}

function secondsOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}
