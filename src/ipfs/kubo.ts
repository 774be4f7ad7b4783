import type { KuboRPCClient } from 'ipfs-http-client'
import type { CID } from 'multiformats/cid'
import { ensureIntact, isInline, verified } from './blocks.ts'
import { parseCid } from './cid.ts'
import {
  type Blocks,
  IpfsDamaged,
  IpfsFull,
  IpfsLate,
  type IpfsStore,
  IpfsUnavailable,
  type StoreBlocks,
} from './store.ts'
import { writing } from './writing.ts'

/** Timeout (ms) for one block, and for pinning a whole document. */
const WRITE_MS = 60_000

/** Timeout (ms) for the node to respond after its search was aborted. */
const ALIVE_MS = 150

/** Opens a node by its RPC API; /api/v0 by default. Does not trust it: computes CIDs and verifies blocks here. */
export async function openKubo(url: string): Promise<IpfsStore> {
  // Loaded on first use, to keep startup fast without a node.
  const { create } = await import('ipfs-http-client')
  const node = create({ url: new URL(url.replace(/\/+$/, '')) })

  return {
    ...reader(node, {}),
    // This option of every command prevents network searches.
    stored: reader(node, { offline: true }),

    async has(cid, signal) {
      // A node searches until it is stopped. This response distinguishes a search from an outage.
      const alive = isAlive(node, signal)
      try {
        await node.block.stat(cid, { signal })
        return true
      } catch (error) {
        if ((await alive) && (signal.aborted || isNotFound(error))) return false
        throw unavailable(error)
      }
    },

    async remove(root) {
      try {
        await node.pin.rm(root, { signal: AbortSignal.timeout(WRITE_MS) })
      } catch (error) {
        if (!isNotPinned(error)) throw unavailable(error)
      }
    },

    // Garbage collection deletes the blocks.
    async finishRemovals() {},

    async *list() {
      try {
        for await (const { ref } of node.refs.local()) {
          const cid = parseCid(ref)
          if (cid) yield cid
        }
      } catch (error) {
        throw unavailable(error)
      }
    },

    ...writing(keeper(node, pinIfWhole), keeper(node, pin)),
  }
}

function reader(node: KuboRPCClient, options: { offline?: true }): Blocks {
  const { block } = verified(async (cid, signal) => {
    try {
      return await node.block.get(cid, { signal, ...options })
    } catch (error) {
      if (isNotFound(error)) return null
      if (isDamaged(error)) throw new IpfsDamaged(cid)
      if (!signal.aborted || options.offline || !(await isAlive(node, AbortSignal.timeout(ALIVE_MS)))) {
        throw unavailable(error)
      }
      throw new IpfsLate('The IPFS node did not find the block in time.', { cause: error })
    }
  })
  return {
    async block(cid, signal) {
      try {
        return await block(cid, signal)
      } catch (error) {
        if (!(error instanceof IpfsDamaged)) throw error
        // A proxy's page does not match either. The block is damaged only if the node returns the same bytes again.
        if (!(await isAlive(node, signal))) throw unavailable(error)
        return block(cid, signal)
      }
    },
  }
}

/** Stores blocks and pins their roots. Garbage collection of the node removes unpinned blocks. */
function keeper(node: KuboRPCClient, pin: (node: KuboRPCClient, root: CID) => Promise<void>): StoreBlocks {
  return async (write) => {
    const roots = await write((cid, bytes) => putBlock(node, cid, bytes))
    for (const root of roots) await writeRequest(() => pin(node, root))
    return roots
  }
}

async function putBlock(node: KuboRPCClient, cid: CID, bytes: Uint8Array): Promise<void> {
  ensureIntact(cid, bytes)
  if (isInline(cid)) return
  const signal = AbortSignal.timeout(WRITE_MS)
  // A node stores blocks by hash, whatever their codec.
  const stored = await writeRequest(() => node.block.put(bytes, { mhtype: 'sha2-256', allowBigBlock: true, signal }))
  if (Buffer.compare(stored.multihash.bytes, cid.multihash.bytes) !== 0) {
    throw new IpfsUnavailable(`The IPFS node stored block ${cid} as ${stored}.`)
  }
}

async function pin(node: KuboRPCClient, root: CID): Promise<void> {
  const options = { signal: AbortSignal.timeout(WRITE_MS), offline: true }
  await node.pin.add(root, options)
}

/** Pins a document if it is complete here. Otherwise the node decides how long to keep its blocks. */
async function pinIfWhole(node: KuboRPCClient, root: CID): Promise<void> {
  try {
    await pin(node, root)
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

/** Sends a write request. Translates a failure to IpfsFull or IpfsUnavailable. */
async function writeRequest<Result>(request: () => Promise<Result>): Promise<Result> {
  try {
    return await request()
  } catch (error) {
    if (isDiskFull(error)) throw new IpfsFull('The IPFS node has no disk space left.', { cause: error })
    throw unavailable(error)
  }
}

/** Whether a Kubo node responds, and not a proxy in front of it. */
async function isAlive(node: KuboRPCClient, signal: AbortSignal): Promise<boolean> {
  try {
    const { version } = await node.version({ signal })
    return typeof version === 'string'
  } catch {
    return false
  }
}

function unavailable(error: unknown): IpfsUnavailable {
  return new IpfsUnavailable('The IPFS node is unavailable.', { cause: error })
}

function isNotFound(error: unknown): boolean {
  return isKuboError(error) && /not found|could not find/i.test(error.message)
}

function isNotPinned(error: unknown): boolean {
  return isKuboError(error) && /not pinned/i.test(error.message)
}

/** With Datastore.HashOnRead, the node itself verifies blocks. */
function isDamaged(error: unknown): boolean {
  return isKuboError(error) && /different hash than requested/i.test(error.message)
}

function isDiskFull(error: unknown): boolean {
  return isKuboError(error) && /no space left|disk quota/i.test(error.message)
}

/** Kubo returns every error with status 500. A 404 comes from a proxy in front of it. */
function isKuboError(error: unknown): error is Error {
  return (
    error instanceof Error && 'response' in error && error.response instanceof Response && error.response.status === 500
  )
}
