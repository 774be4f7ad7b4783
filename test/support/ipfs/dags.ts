import { createNode, encode, type PBLink } from '@ipld/dag-pb'
import { UnixFS } from 'ipfs-unixfs'
import { importBytes } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { verified } from '../../../src/ipfs/blocks.ts'
import type { Blocks, Put } from '../../../src/ipfs/store.ts'

// DAGs that `ipfs add` does not make.

const DAG_PB = 0x70

const keyOf = ({ multihash }: CID) => Buffer.from(multihash.bytes).toString('hex')

/** Creates a store of blocks in memory, for tests that need only blocks. */
export function blocksInMemory(): Blocks & { put: Put } {
  const all = new Map<string, Uint8Array>()
  return {
    ...verified(async (cid) => all.get(keyOf(cid)) ?? null),
    async put(cid, bytes) {
      all.set(keyOf(cid), bytes)
    },
  }
}

/** Stores a file in tiny blocks, so that a small file has a deep and wide DAG. */
export async function addInPieces(store: { put: Put }, bytes: Uint8Array, rawLeaves = true): Promise<CID> {
  const blockstore = {
    async put(cid: CID, block: Uint8Array) {
      await store.put(cid, block)
      return cid
    },
  }
  const options = { rawLeaves, chunker: fixedSize({ chunkSize: 7 }), layout: balanced({ maxChildrenPerNode: 3 }) }
  return (await importBytes(bytes, blockstore, { cidVersion: 1, ...options })).cid
}

export async function putRaw(store: { put: Put }, bytes: Uint8Array): Promise<CID> {
  const cid = CID.createV1(RAW, await sha256.digest(bytes))
  await store.put(cid, bytes)
  return cid
}

/** Stores a node of a file with these sizes of its parts, which may be wrong. */
export function putFile(store: { put: Put }, parts: { cid: CID; size: number }[]): Promise<CID> {
  const file = new UnixFS({ type: 'file', blockSizes: parts.map(({ size }) => BigInt(size)) })
  return putNode(
    store,
    file.marshal(),
    parts.map(({ cid }) => ({ Name: '', Hash: cid })),
  )
}

export function putDirectory(store: { put: Put }, entries: Record<string, CID>): Promise<CID> {
  const links = Object.entries(entries).map(([Name, Hash]) => ({ Name, Hash }))
  return putNode(store, new UnixFS({ type: 'directory' }).marshal(), links)
}

export async function putNode(store: { put: Put }, data: Uint8Array, links: PBLink[] = []): Promise<CID> {
  const bytes = encode(createNode(data, links))
  const cid = CID.createV1(DAG_PB, await sha256.digest(bytes))
  await store.put(cid, bytes)
  return cid
}
