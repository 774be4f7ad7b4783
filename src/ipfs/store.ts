import type { CID } from 'multiformats/cid'

/** Where blocks are read from. */
export type Blocks = {
  /**
   * The block of a CID, whose bytes hash to it; null where there is none. Throws IpfsDamaged for bytes that do not,
   * IpfsUnsupported for a CID of a kind that is not read here, IpfsUnavailable when the store cannot be asked, IpfsLate
   * when it has found nothing by the time that the signal aborts.
   */
  block(cid: CID, signal: AbortSignal): Promise<Uint8Array | null>
}

/** Takes a block whose bytes hash to its CID; throws as reading it would. */
export type Put = (cid: CID, bytes: Uint8Array) => Promise<void>

export type StoreBlocks = <Roots extends CID[]>(write: (put: Put) => Promise<Roots>) => Promise<Roots>

/** Where documents are kept and looked for: a Kubo node or the embedded block store. Reading may search a network. */
export type IpfsStore = Blocks & {
  /** What is kept here: reading from it searches no network. */
  stored: Blocks

  /**
   * Whether the block of a CID can be had; may search a network until the signal aborts.
   * Throws IpfsUnavailable when the store cannot be asked.
   */
  has(cid: CID, signal: AbortSignal): Promise<boolean>

  /** Stores a file and answers its CID: the one that `ipfs add --cid-version=1` gives. Throws as `keep` does. */
  add(content: AsyncIterable<Uint8Array>): Promise<CID>

  /** Stores one block, of no document yet. Throws as `keep` does. */
  put: Put

  /**
   * Stores the blocks that `write` puts for the documents whose roots it answers: all of them, for good, or none where
   * it throws. Throws IpfsFull when there is no room, IpfsUnavailable when the store cannot be written to.
   */
  keep: StoreBlocks

  /** Every block that is kept here, whatever its codec, as a CID of raw bytes. */
  list(): AsyncIterable<CID>
}

/** The store cannot be asked: an outage, which says nothing about the document. */
export class IpfsUnavailable extends Error {}

/** The store is there, and searched for a block until it was to stop: that, too, says nothing about the document. */
export class IpfsLate extends IpfsUnavailable {}

/** The store has no room left. */
export class IpfsFull extends Error {}

/** Something is wrong with one block. */
class BlockError extends Error {
  readonly cid: CID

  constructor(cid: CID, message: string, options?: ErrorOptions) {
    super(message, options)
    this.cid = cid
  }
}

/** The bytes of a block do not hash to its CID. */
export class IpfsDamaged extends BlockError {
  constructor(cid: CID) {
    super(cid, `The block ${cid} is damaged: its bytes do not hash to it.`)
  }
}

/** A block of a document is not there. */
export class IpfsMissing extends BlockError {
  constructor(cid: CID) {
    super(cid, `The block ${cid} is not there.`)
  }
}

/** Whole as its blocks may be, they are nothing that is read here. */
export class IpfsUnsupported extends BlockError {
  constructor(cid: CID, reason: string, options?: ErrorOptions) {
    super(cid, `${cid} ${reason}`, options)
  }
}
