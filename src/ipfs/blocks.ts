import { hash } from 'node:crypto'
import { code as DAG_PB } from '@ipld/dag-pb'
import type { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { type Blocks, IpfsDamaged, IpfsUnsupported } from './store.ts'

/** Maximum block size that IPFS nodes exchange. */
export const MAX_BLOCK_BYTES = 2 * 1024 * 1024

/** Maximum bytes that a CID may contain instead of their hash. The same limit as Kubo's. */
const MAX_INLINE_BYTES = 128

const IDENTITY = 0x00
const SHA2_256 = 0x12

/** Accepts raw or dag-pb blocks with SHA-256 or inline bytes, as in files. Throws IpfsUnsupported for others. */
export function ensureSupported(cid: CID): void {
  const { code, multihash } = cid
  if (code !== RAW && code !== DAG_PB) {
    throw new IpfsUnsupported(cid, `has codec 0x${code.toString(16)}; only raw and dag-pb are supported.`)
  }
  if (multihash.code === SHA2_256 && multihash.digest.length === 32) return
  if (multihash.code === IDENTITY && multihash.digest.length <= MAX_INLINE_BYTES) return
  throw new IpfsUnsupported(cid, 'has an unsupported hash; only whole SHA-256 is supported.')
}

/** Whether a CID contains the bytes of its block, so that they need no storage. */
export function isInline({ multihash }: CID): boolean {
  return multihash.code === IDENTITY
}

/** Throws IpfsDamaged if the bytes do not match the CID, and IpfsUnsupported if that cannot be checked. */
export function ensureIntact(cid: CID, bytes: Uint8Array): void {
  ensureSupported(cid)
  if (bytes.length > MAX_BLOCK_BYTES) throw new IpfsUnsupported(cid, `is longer than ${MAX_BLOCK_BYTES} bytes.`)
  const digest = isInline(cid) ? bytes : hash('sha256', bytes, 'buffer')
  if (Buffer.compare(digest, cid.multihash.digest) !== 0) throw new IpfsDamaged(cid)
}

export function verified(read: (cid: CID, signal: AbortSignal) => Promise<Uint8Array | null>): Blocks {
  return {
    async block(cid, signal) {
      ensureSupported(cid)
      const bytes = isInline(cid) ? cid.multihash.digest : await read(cid, signal)
      if (bytes) ensureIntact(cid, bytes)
      return bytes
    },
  }
}
