import type { CID } from 'multiformats/cid'

/** Where documents are kept and looked for: a Kubo node or the embedded block store. */
export type IpfsStore = {
  /** Stores a file and answers its CID: the one that `ipfs add --cid-version=1` gives. */
  add(content: AsyncIterable<Uint8Array>): Promise<CID>

  /**
   * Whether the block of a CID can be had; may search a network until the signal aborts.
   * Throws IpfsUnavailable when the store cannot be asked.
   */
  has(cid: CID, signal: AbortSignal): Promise<boolean>
}

/** The store cannot be asked: an outage, which says nothing about the document. */
export class IpfsUnavailable extends Error {}
