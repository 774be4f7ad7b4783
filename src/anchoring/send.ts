import type { Address } from '@chancery/verify/ethereum/address'
import { type Block, blockAt, headOf } from '../chain/blocks.ts'
import { ChainUnavailable } from '../chain/chain.ts'
import { addressOf } from '../chain/keys/addressOf.ts'
import { hexOf } from '../chain/quantity.ts'
import {
  broadcast,
  CannotSend,
  ensureFunds,
  type Fees,
  feesNow,
  feesToReplace,
  gasFor,
  nonceOf,
  receiptOf,
  signTransaction,
} from '../chain/transactions.ts'
import { write } from '../core/writeContext.ts'
import type { Anchor, AnchorTransaction, Prisma } from '../database/prisma/client.ts'
import { transactionsLeft } from './budget.ts'
import { type AnchorPlace, anchorCall, anchoredAt, placeOf } from './contract.ts'
import { lockTransactions } from './queries.ts'
import type { Anchoring } from './settings.ts'

// Any process can resume: only the state of a root on the chain counts. Anchors are sent one by one, with one pending
// nonce. The signer stores a transaction before it sends it. The database allows one signer per nonce.

/** Updates all anchors, then sends the next one, or sends it again. Throws ChainUnavailable and CannotSend. */
export async function advanceAnchors(anchoring: Anchoring): Promise<void> {
  // The node may have moved to another chain. A missing root there proves nothing.
  await anchoring.chain.ensureChainId({ recheck: true })
  const head = await headOf(anchoring.chain)
  for (const anchor of await findAnchorsToRefresh(anchoring, head)) await refreshAnchor(anchoring, anchor, head)
  await sendNext(anchoring, head)
}

type WithHashes = Anchor & { transactions: Pick<AnchorTransaction, 'hash'>[] }

const withHashes = { transactions: { select: { hash: true } } } satisfies Prisma.AnchorInclude

/** Anchors this many times deeper than final are checked once a day, a few at a time. */
const DEEP = 10
const DEEP_AT_ONCE = 20
const DAY_MS = 86_400_000

async function findAnchorsToRefresh({ db, settings, now }: Anchoring, head: Block): Promise<WithHashes[]> {
  const chainId = BigInt(settings.chainId)
  const shallow = BigInt(head.number - DEEP * settings.confirmations)
  const recent = await db.prisma.anchor.findMany({
    where: {
      chainId,
      OR: [{ state: { in: ['sent', 'mined'] } }, { state: 'confirmed', blockNumber: { gt: shallow } }],
    },
    include: withHashes,
    orderBy: { id: 'asc' },
  })
  const deep = await db.prisma.anchor.findMany({
    where: {
      ...{ chainId, state: 'confirmed', blockNumber: { lte: shallow } },
      checkedAt: { lt: new Date(now().getTime() - DAY_MS) },
    },
    include: withHashes,
    orderBy: { checkedAt: 'asc' },
    take: DEEP_AT_ONCE,
  })
  return [...recent, ...deep]
}

/** Records an anchor's current location. Returns whether it is on the chain. */
async function refreshAnchor(anchoring: Anchoring, anchor: WithHashes, head: Block): Promise<boolean> {
  // A node that is behind may not have this block yet. That proves nothing.
  if (anchor.blockNumber !== null && anchor.blockNumber > BigInt(head.number)) return true
  const place = (await placeIfUnchanged(anchoring, anchor)) ?? (await lookUpPlace(anchoring, anchor))
  if (!place && anchor.blockNumber !== null) await ensureMissing(anchoring, anchor, head)
  await storePlace(anchoring, anchor, place, head)
  return place !== null
}

/** Throws ChainUnavailable if the anchor exists at a known block: some nodes behind one URL may be behind. */
async function ensureMissing({ chain }: Anchoring, { contract, root }: Anchor, head: Block): Promise<void> {
  await chain.ensureChainId({ recheck: true })
  const exists = await anchoredAt(chain, contract as Address, root, head.number) // The database guarantees the format.
  if (exists) throw new ChainUnavailable('The nodes behind ETH_RPC_URL do not agree.')
}

/** Returns the known location of an anchor if its block is still on the chain. */
async function placeIfUnchanged({ chain }: Anchoring, anchor: Anchor): Promise<AnchorPlace | null> {
  const { blockNumber, blockHash, blockTime, transactionHash } = anchor
  if (blockNumber === null || !blockHash || !blockTime || !transactionHash) return null
  const block = await blockAt(chain, Number(blockNumber))
  if (!block || Buffer.compare(block.hash, blockHash) !== 0) return null
  return { blockNumber: Number(blockNumber), blockHash, blockTime, transactionHash }
}

function lookUpPlace({ chain }: Anchoring, { contract, root, transactions }: WithHashes): Promise<AnchorPlace | null> {
  const hashes = transactions.map(({ hash }) => hash)
  return placeOf(chain, contract as Address, root, hashes) // The database guarantees the format.
}

async function storePlace(
  { db, settings, log, now }: Anchoring,
  { id, state, blockNumber }: Anchor,
  place: AnchorPlace | null,
  head: Block,
): Promise<void> {
  if (place) {
    const isFinal = head.number - place.blockNumber >= settings.confirmations
    const found = { ...place, blockNumber: BigInt(place.blockNumber), checkedAt: now(), failures: 0, retryAt: null }
    await db.prisma.anchor.update({ where: { id }, data: { state: isFinal ? 'confirmed' : 'mined', ...found } })
  } else if (blockNumber !== null) {
    log.error({ anchor: id, state }, 'Chain reorganized: anchor removed, will be sent again')
    const nowhere = { blockNumber: null, blockHash: null, blockTime: null, transactionHash: null, checkedAt: now() }
    await db.prisma.anchor.update({ where: { id }, data: { state: 'gathered', ...nowhere } })
  }
}

async function sendNext(anchoring: Anchoring, head: Block): Promise<void> {
  const { db, chain, settings, now } = anchoring
  const sender = addressOf(settings.key)
  // Read before the root: the root then shows a transaction that a block includes in between.
  const nonce = await nonceOf(chain, sender)
  const last = await db.prisma.anchorTransaction.findFirst({
    where: { chainId: settings.chainId, sender, nonce },
    orderBy: { attempt: 'desc' },
  })
  const waiting = {
    chainId: BigInt(settings.chainId),
    state: { in: ['gathered', 'sent'] },
  } satisfies Prisma.AnchorWhereInput
  const next =
    (last && (await db.prisma.anchor.findFirst({ where: { ...waiting, id: last.anchorId }, include: withHashes }))) ??
    (await db.prisma.anchor.findFirst({
      where: { ...waiting, OR: [{ retryAt: null }, { retryAt: { lte: now() } }] },
      include: withHashes,
      orderBy: { id: 'asc' },
    }))
  if (!next || (await refreshAnchor(anchoring, next, head))) return
  if (await storeFailures(anchoring, next, sender, nonce)) return
  await send(anchoring, head, next, { sender, nonce, last })
}

/** Records transactions of an anchor that ended without anchoring it. After a failure, the anchor waits. */
async function storeFailures(
  { db, chain, log, now }: Anchoring,
  { id, failures }: Anchor,
  sender: Address,
  nonce: number,
): Promise<boolean> {
  const over = await db.prisma.anchorTransaction.findMany({
    where: { anchorId: id, sender, nonce: { lt: nonce }, isOver: false },
    orderBy: { nonce: 'asc' },
  })
  if (over.length === 0) return false
  const failed: string[] = []
  for (const { hash } of over) {
    const receipt = await receiptOf(chain, hash)
    if (receipt?.status === 1)
      throw new ChainUnavailable('The node has the transaction of an anchor, but not the anchor.')
    if (receipt) failed.push(hexOf(hash))
  }
  if (failed.length > 0)
    log.error({ anchor: id, transactions: failed }, 'Anchor transaction failed on the chain; retrying')
  else log.error({ anchor: id }, 'Anchor transaction replaced by another one of the account; retrying')
  const wait = Math.min(2 ** Math.min(failures, 16), LONGEST_WAIT_MINUTES)
  await write({ db }, async (tx) => {
    const where = { anchorId: id, sender, nonce: { lt: nonce } }
    await tx.anchorTransaction.updateMany({ where, data: { isOver: true } })
    const retryAt = new Date(now().getTime() + wait * 60_000)
    await tx.anchor.update({ where: { id }, data: { state: 'gathered', failures: { increment: 1 }, retryAt } })
  })
  return true
}

/** After failures an anchor waits 1, 2, 4 … minutes, up to this maximum. */
const LONGEST_WAIT_MINUTES = 360

type Turn = { sender: Address; nonce: number; last: AnchorTransaction | null }

/** Sends the anchor's pending transaction again. If it has none, or it is stuck: signs, stores and sends a new one. */
async function send(anchoring: Anchoring, head: Block, anchor: Anchor, { sender, nonce, last }: Turn): Promise<void> {
  const { db, chain, settings, now } = anchoring
  const stuckSince = new Date(now().getTime() - settings.stuckMinutes * 60_000)
  if (last && last.anchorId === anchor.id && last.signedAt > stuckSince) return broadcast(chain, last)

  // Checked again when it is stored.
  if (!last && (await transactionsLeft(db, settings, now())) === 0) return

  const fees = await feesOf(anchoring, head, last)
  const call = { to: anchor.contract as Address, data: anchorCall(anchor.root) } // The database guarantees the format.
  const gas = await gasFor(chain, sender, call)
  await ensureFunds(chain, sender, gas, fees)
  const signed = await signTransaction(settings.key, { ...call, chainId: settings.chainId, nonce, gas, fees })
  const row = {
    chainId: BigInt(settings.chainId),
    sender,
    nonce,
    attempt: (last?.attempt ?? 0) + 1,
    anchorId: anchor.id,
  }
  const isOurs = await write({ db }, async (tx) => {
    await lockTransactions(tx)
    if (!last && (await transactionsLeft(tx, settings, now())) === 0) return false
    const { count } = await tx.anchorTransaction.createMany({
      data: { ...row, ...signed, ...fees, signedAt: now() },
      skipDuplicates: true,
    })
    if (count > 0) await tx.anchor.update({ where: { id: anchor.id }, data: { state: 'sent' } })
    return count > 0
  })
  // Otherwise another process is sending now, or has used the last transaction of the day.
  if (isOurs) await broadcast(chain, signed)
}

/** Returns the fees of the next transaction, higher than those of the one that it replaces. */
async function feesOf({ chain, settings }: Anchoring, head: Block, last: AnchorTransaction | null): Promise<Fees> {
  const { maxFeeGwei } = settings
  if (!last) return feesNow(chain, head, maxFeeGwei)
  const fees = feesToReplace(last, await feesNow(chain, head, maxFeeGwei), maxFeeGwei)
  if (fees) return fees
  await broadcast(chain, last)
  const stuck = `The transaction ${hexOf(last.hash)} is stuck, and ANCHOR_MAX_FEE_GWEI is too low to replace it.`
  throw new CannotSend(`${stuck} Raise it, or wait.`)
}
