import type { Address } from '../wallet/address.ts'

/** What Chancery asks of an Ethereum chain. Every question throws ChainUnavailable where the node cannot be asked. */
export type Chain = {
  /** Throws WrongChain where the node is on another chain than the configured one. */
  ensureRightOne(): Promise<void>
  /** Whether the contract at an address accepts the signature of a digest (EIP-1271). Where there is none: no. */
  acceptsSignature(wallet: Address, digest: Uint8Array, signature: Uint8Array): Promise<boolean>
  close(): void
}

/** The node cannot be asked now. The message tells no more than why: an address or an answer may hold a secret. */
export class ChainUnavailable extends Error {}

export class WrongChain extends ChainUnavailable {}
