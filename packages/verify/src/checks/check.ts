import type { Address } from '../ethereum/address.ts'
import type { RecoverPublicKey } from '../ethereum/signer.ts'
import type { en } from '../texts/en.ts'
import type { Verifiable } from './verifiable.ts'

/** What a check is about. Expiry and revocation are status, not integrity. */
export type Dimension = 'integrity' | 'issuer' | 'status'

/** `skipped` does not apply here; `unknown` could not be checked, which says nothing for or against the certificate. */
export type Outcome = 'passed' | 'failed' | 'skipped' | 'unknown'

type Sentences = typeof en.messages

/** Names, stably, why a check came out as it did; each language has a sentence for it. */
export type Code = keyof Sentences

type EvidenceFor<C extends Code> = Parameters<Sentences[C]> extends [infer Evidence] ? Evidence : object

/** What a check found, with the facts that it rests on. */
export type Result = { [C in Code]: { outcome: Outcome; code: C; evidence: EvidenceFor<C> } }[Code]

/** What checks need besides the certificate. */
export type Ports = {
  now: Date
  readDocument: ReadDocument
  recoverPublicKey: RecoverPublicKey
  askContract: AskContract
  /** What a file is compared by (`fileProof` of its checksum), where somebody brings one. */
  fileProof?: string | undefined
  /** Unset where no node of a chain is asked. */
  askAnchor?: AskAnchor | undefined
}

/** Reads a whole document, verified against its CID, until the signal aborts. */
export type ReadDocument = (cid: string, signal: AbortSignal) => Promise<DocumentReading>

/** `unreadable`: no file, or too long a one to be checked. `late`, not found in time, and `unavailable` say nothing about it. */
export type DocumentReading =
  | { outcome: 'found'; size: number }
  | { outcome: 'missing' | 'damaged' | 'unreadable' | 'late' | 'unavailable' }

/** Asks a wallet that is a contract whether it accepts a signature of a digest, until the signal aborts. */
export type AskContract = (signature: ContractToAsk, signal: AbortSignal) => Promise<ContractReading>

export type ContractToAsk = { wallet: Address; chain: number; digest: Uint8Array; bytes: Uint8Array }

/** `elsewhere`: no node of its chain is asked here. `unavailable` says nothing about the signature. */
export type ContractReading = 'accepted' | 'refused' | 'elsewhere' | 'unavailable'

/** Asks a chain since when an anchor's root stands on it. */
export type AskAnchor = (anchor: AnchorToAsk, signal: AbortSignal) => Promise<AnchorReading>

/** `block` and `transaction` are what is said of it. */
export type AnchorToAsk = {
  root: Uint8Array
  contract: Address
  chain: number
  block: number
  transaction: Uint8Array
}

/** `place` is null where the chain says of that transaction nothing, or another thing. `elsewhere`: it is another chain that is asked here. `foreign`: what stands there is not the contract of anchors. */
export type AnchorReading =
  | { outcome: 'found'; at: Date; place: { block: number; transaction: Uint8Array } | null }
  | { outcome: 'missing' | 'foreign' | 'elsewhere' | 'unavailable' }

/** One question about a certificate: about the one on record here, or about what a bundle says of it. */
export type Check<Certificate = Verifiable, With = Ports> = {
  name: 'record' | 'issuer' | 'revocation' | 'expiry' | 'document' | 'file' | 'anchor'
  dimension: Dimension
  run(certificate: Certificate, ports: With, signal: AbortSignal): Result | Promise<Result>
}
