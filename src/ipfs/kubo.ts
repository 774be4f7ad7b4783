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

/** How long the node may take for a block that it is given, and for all that it is asked to keep of a document. */
const WRITE_MS = 60_000

/** How long the node may take to say that it is there, once nobody waits for its search any more. */
const ALIVE_MS = 150

/**
 * A Kubo node, over its RPC API; an address without a path means its usual one, /api/v0. It is not trusted: CIDs are
 * made here, and blocks that it answers are verified.
 */
export async function openKubo(url: string): Promise<IpfsStore> {
  // Only who uses a node pays for loading its client.
  const { create } = await import('ipfs-http-client')
  const node = create({ url: new URL(url.replace(/\/+$/, '')) })

  return {
    ...reader(node, {}),
    // The option of every command that keeps a node from asking its network.
    stored: reader(node, { offline: true }),

    async has(cid, signal) {
      // A node searches the network for as long as it is let; that it answers this tells a search from an outage.
      const alive = isAlive(node, signal)
      try {
        await node.block.stat(cid, { signal })
        return true
      } catch (error) {
        if ((await alive) && (signal.aborted || saysNotFound(error))) return false
        throw unavailable(error)
      }
    },

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
      if (saysNotFound(error)) return null
      if (saysDamaged(error)) throw new IpfsDamaged(cid)
      if (!signal.aborted || options.offline || !(await isAlive(node, AbortSignal.timeout(ALIVE_MS)))) {
        throw unavailable(error)
      }
      throw new IpfsLate('The IPFS node searched for it, and has not found it in time.', { cause: error })
    }
  })
  return {
    async block(cid, signal) {
      try {
        return await block(cid, signal)
      } catch (error) {
        if (!(error instanceof IpfsDamaged)) throw error
        // The page of a proxy, about maintenance or to log in, is no block either. The block is damaged where the node
        // itself speaks, and says the same again.
        if (!(await isAlive(node, signal))) throw unavailable(error)
        return block(cid, signal)
      }
    },
  }
}

/** What is not pinned in the end, the node's next garbage collection takes away. */
function keeper(node: KuboRPCClient, pin: (node: KuboRPCClient, root: CID) => Promise<void>): StoreBlocks {
  return async (write) => {
    const roots = await write((cid, bytes) => putBlock(node, cid, bytes))
    for (const root of roots) await asked(() => pin(node, root))
    return roots
  }
}

async function putBlock(node: KuboRPCClient, cid: CID, bytes: Uint8Array): Promise<void> {
  ensureIntact(cid, bytes)
  if (isInline(cid)) return
  const signal = AbortSignal.timeout(WRITE_MS)
  // A node keeps blocks by their hash, whatever their codec.
  const kept = await asked(() => node.block.put(bytes, { mhtype: 'sha2-256', allowBigBlock: true, signal }))
  if (Buffer.compare(kept.multihash.bytes, cid.multihash.bytes) !== 0) {
    throw new IpfsUnavailable(`The IPFS node takes the block ${cid} for another one, ${kept}.`)
  }
}

async function pin(node: KuboRPCClient, root: CID): Promise<void> {
  const options = { signal: AbortSignal.timeout(WRITE_MS), offline: true }
  await node.pin.add(root, options)
}

/** Of a document that is not whole here, blocks are kept as long as the node likes. */
async function pinIfWhole(node: KuboRPCClient, root: CID): Promise<void> {
  try {
    await pin(node, root)
  } catch (error) {
    if (!saysNotFound(error)) throw error
  }
}

/** Asks a node to write; what it says no to is an outage for whoever wanted it. */
async function asked<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request()
  } catch (error) {
    if (saysFull(error)) throw new IpfsFull('There is no room left on the IPFS node.', { cause: error })
    throw unavailable(error)
  }
}

/** Whether it is a node that answers at its address, and not something before it. */
async function isAlive(node: KuboRPCClient, signal: AbortSignal): Promise<boolean> {
  try {
    const { version } = await node.version({ signal })
    return typeof version === 'string'
  } catch {
    return false
  }
}

function unavailable(error: unknown): IpfsUnavailable {
  return new IpfsUnavailable('The IPFS node does not answer.', { cause: error })
}

function saysNotFound(error: unknown): boolean {
  return isRefusal(error) && /not found|could not find/i.test(error.message)
}

/** With Datastore.HashOnRead, a node looks for itself. */
function saysDamaged(error: unknown): boolean {
  return isRefusal(error) && /different hash than requested/i.test(error.message)
}

function saysFull(error: unknown): boolean {
  return isRefusal(error) && /no space left|disk quota/i.test(error.message)
}

/** Kubo says everything with status 500; a 404 comes from something before it, and is about the request. */
function isRefusal(error: unknown): error is Error {
  return (
    error instanceof Error && 'response' in error && error.response instanceof Response && error.response.status === 500
  )
}
