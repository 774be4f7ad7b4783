import type { Address } from '../ethereum/address.ts'
import type { RecoverPublicKey } from '../ethereum/signer.ts'
import type { en } from '../texts/en.ts'
import type { Verifiable } from './verifiable.ts'

/** What a check is about. Expiry and revocation are status, not integrity. */
export type Dimension = 'integrity' | 'issuer' | 'status'

/** `skipped`: does not apply here. `unknown`: could not be checked; says nothing about the certificate. */
export type Outcome = 'passed' | 'failed' | 'skipped' | 'unknown'

type Sentences = typeof en.messages

export type Code = keyof Sentences

type EvidenceFor<C extends Code> = Parameters<Sentences[C]> extends [infer Evidence] ? Evidence : object

export type Result = { [C in Code]: { outcome: Outcome; code: C; evidence: EvidenceFor<C> } }[Code]

export type Ports = {
  now: Date
  readDocument: ReadDocument
  recoverPublicKey: RecoverPublicKey
  askContract: AskContract
  /** Proof of the file to compare (see `fileProof`), if the caller gave one. */
  fileProof?: string | undefined
  /** Unset if no chain node is configured. */
  askAnchor?: AskAnchor | undefined
}

/** Reads a whole document and verifies it against its CID, until the signal aborts. */
export type ReadDocument = (cid: string, signal: AbortSignal) => Promise<DocumentReading>

/** `unreadable`: no file, or too large. `late` (not found in time) and `unavailable` say nothing about the document. */
export type DocumentReading =
  | { outcome: 'found'; size: number }
  | { outcome: 'missing' | 'damaged' | 'unreadable' | 'late' | 'unavailable' }

/** Asks a contract wallet whether it accepts a signature of a digest (EIP-1271), until the signal aborts. */
export type AskContract = (signature: ContractToAsk, signal: AbortSignal) => Promise<ContractReading>

export type ContractToAsk = { wallet: Address; chain: number; digest: Uint8Array; bytes: Uint8Array }

/** `elsewhere`: no node of its chain is configured here. `unavailable` says nothing about the signature. */
export type ContractReading = 'accepted' | 'refused' | 'elsewhere' | 'unavailable'

export type AskAnchor = (anchor: AnchorToAsk, signal: AbortSignal) => Promise<AnchorReading>

/** `block` and `transaction` are claims; the chain may not confirm them. */
export type AnchorToAsk = {
  root: Uint8Array
  contract: Address
  chain: number
  block: number
  transaction: Uint8Array
}

/** `place` is null if unconfirmed. `elsewhere`: the node of another chain. `foreign`: another contract is there. */
export type AnchorReading =
  | { outcome: 'found'; at: Date; place: { block: number; transaction: Uint8Array } | null }
  | { outcome: 'missing' | 'foreign' | 'elsewhere' | 'unavailable' }

export type Check<Certificate = Verifiable, With = Ports> = {
  name: 'record' | 'issuer' | 'revocation' | 'expiry' | 'document' | 'file' | 'anchor'
  dimension: Dimension
  run(certificate: Certificate, ports: With, signal: AbortSignal): Result | Promise<Result>
}
