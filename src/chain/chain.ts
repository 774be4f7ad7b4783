import type { Address } from '@chancery/verify/ethereum/address'

/** What Chancery asks of an Ethereum chain. Every question throws ChainUnavailable where the node cannot be asked. */
export type Chain = {
  /** Throws WrongChain where the node is on another chain than the configured one; asks until it was, or `again`. */
  ensureRightOne(how?: { again: boolean }): Promise<void>
  /** Whether the contract at an address accepts the signature of a digest (EIP-1271). Where there is none: no. */
  acceptsSignature(wallet: Address, digest: Uint8Array, signature: Uint8Array, block?: number): Promise<boolean>
  /** Asks the node by a method of Ethereum's JSON-RPC, having made sure that it is on the right chain. */
  request(method: string, params: unknown[]): Promise<unknown>
  /** The same node with questions of its own under way, so that whoever asks much leaves the others theirs. */
  apart(): Chain
  close(): void
}

/** The node cannot be asked now. The message tells no more than why: an address or an answer may hold a secret. */
export class ChainUnavailable extends Error {}

/** The node answers, with an error of JSON-RPC. What it says stays out of the message. */
export class NodeRefused extends ChainUnavailable {
  readonly said: string

  constructor(message: string, said: string) {
    super(message)
    this.said = said
  }
}

/** The answer is longer than any that is read. */
export class TooLong extends ChainUnavailable {}

/** The answer does not come in time: it may be too much to ask for at once. */
export class TooLate extends ChainUnavailable {}

export class WrongChain extends ChainUnavailable {}
