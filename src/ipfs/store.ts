import type { CID } from 'multiformats/cid'

/** The signal of local reads, which search no network. */
export const neverAborts = new AbortController().signal

export type Blocks = {
  /**
   * Returns the verified block of a CID, or null. Throws IpfsDamaged, IpfsUnsupported, IpfsUnavailable, or IpfsLate if
   * it found nothing before the signal aborted.
   */
  block(cid: CID, signal: AbortSignal): Promise<Uint8Array | null>
}

/** Stores a block that matches its CID. Throws the same errors as reading it. */
export type Put = (cid: CID, bytes: Uint8Array) => Promise<void>

export type StoreBlocks = <Roots extends CID[]>(write: (put: Put) => Promise<Roots>) => Promise<Roots>

/** Store of documents: a Kubo node or the embedded block store. Reading may search a network. */
export type IpfsStore = Blocks & {
  /** Local content only: reading it searches no network. */
  stored: Blocks

  /** May search a network until the signal aborts. Throws IpfsUnavailable. */
  has(cid: CID, signal: AbortSignal): Promise<boolean>

  /** Stores a file and returns its CID, the same as `ipfs add --cid-version=1`. Throws as `keep` does. */
  add(content: AsyncIterable<Uint8Array>): Promise<CID>

  /** Stores one block that belongs to no document yet. Throws as `keep` does. */
  put: Put

  /**
   * Stores the blocks that `write` puts, for the documents whose roots it returns. Stores all of them permanently, or
   * none if `write` throws. Throws IpfsFull if there is no space, and IpfsUnavailable if the store cannot be written.
   */
  keep: StoreBlocks

  /**
   * Deletes the local blocks of a document that no other local document contains. A Kubo node only unpins it: its garbage
   * collection deletes the blocks. Does nothing if the document is not stored. Throws IpfsUnavailable.
   */
  remove(root: CID): Promise<void>

  /** Completes removals of some time ago, if the store cannot do so at once. Throws IpfsUnavailable. */
  finishRemovals(now: Date): Promise<void>

  /** Lists every local block, whatever its codec, as a CID of raw bytes. Skips blocks of removed documents. */
  list(): AsyncIterable<CID>
}

/** The store is unavailable. Says nothing about the document. */
export class IpfsUnavailable extends Error {}

/** The store searched for a block until the time limit. Says nothing about the document. */
export class IpfsLate extends IpfsUnavailable {}

export class IpfsFull extends Error {}

class BlockError extends Error {
  readonly cid: CID

  constructor(cid: CID, message: string, options?: ErrorOptions) {
    super(message, options)
    this.cid = cid
  }
}

export class IpfsDamaged extends BlockError {
  constructor(cid: CID) {
    super(cid, `Block ${cid} is damaged: its bytes do not match its hash.`)
  }
}

export class IpfsMissing extends BlockError {
  constructor(cid: CID) {
    super(cid, `Block ${cid} was not found.`)
  }
}

/** The blocks may be intact, but their format is not supported. */
export class IpfsUnsupported extends BlockError {
  constructor(cid: CID, reason: string, options?: ErrorOptions) {
    super(cid, `${cid} ${reason}`, options)
  }
}
