import type { Address } from '@chancery/verify/ethereum/address'

/** Requests to an Ethereum chain. Every one throws ChainUnavailable if the node is unavailable. */
export type Chain = {
  /** Throws WrongChain if the node is on another chain. Checks until it succeeds once, or always with `recheck`. */
  ensureChainId(options?: { recheck: boolean }): Promise<void>
  /** Whether the contract at an address accepts the signature of a digest (EIP-1271). False if there is no contract. */
  acceptsSignature(wallet: Address, digest: Uint8Array, signature: Uint8Array, block?: number): Promise<boolean>
  /** Sends a JSON-RPC request, after checking that the node is on the right chain. */
  request(method: string, params: unknown[]): Promise<unknown>
  /** Returns a connection with its own limit of concurrent requests, so that a heavy user does not slow others. */
  withOwnLimit(): Chain
  close(): void
}

/** The node is unavailable. The message gives only the reason, because a URL or a response may hold a secret. */
export class ChainUnavailable extends Error {}

/** The node returned a JSON-RPC error. Its text is not in the message. */
export class NodeRefused extends ChainUnavailable {
  readonly text: string

  constructor(message: string, text: string) {
    super(message)
    this.text = text
  }
}

/** The response exceeds the maximum length. */
export class TooLong extends ChainUnavailable {}

/** The request timed out. It may have asked for too much at once. */
export class TooLate extends ChainUnavailable {}

export class WrongChain extends ChainUnavailable {}
