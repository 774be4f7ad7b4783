import type { KuboRPCClient } from 'ipfs-http-client'
import { CID } from 'multiformats/cid'
import { type IpfsStore, IpfsUnavailable } from './store.ts'

/** A Kubo node, over its RPC API; an address without a path means its usual one, /api/v0. */
export async function openKubo(url: string): Promise<IpfsStore> {
  // Only who uses a node pays for loading its client.
  const { create } = await import('ipfs-http-client')
  const node = create({ url: new URL(url.replace(/\/+$/, '')) })
  return {
    async add(content) {
      const { cid } = await node.add(content, { cidVersion: 1, rawLeaves: true, pin: true })
      return CID.parse(cid.toString())
    },
    async has(cid, signal) {
      // A node searches the network for as long as it is let; that it answers this tells a search from an outage.
      const alive = isAlive(node, signal)
      try {
        await node.block.stat(cid, { signal })
        return true
      } catch (error) {
        if ((await alive) && (signal.aborted || saysNotFound(error))) return false
        throw new IpfsUnavailable('The IPFS node does not answer.', { cause: error })
      }
    },
  }
}

async function isAlive(node: KuboRPCClient, signal: AbortSignal): Promise<boolean> {
  try {
    await node.version({ signal })
    return true
  } catch {
    return false
  }
}

/** Kubo says everything with status 500; a 404 comes from something before it, and is about the request. */
function saysNotFound(error: unknown): boolean {
  if (!(error instanceof Error && 'response' in error && error.response instanceof Response)) return false
  return error.response.status === 500 && /not found|could not find/i.test(error.message)
}
