import type { Address } from '../ethereum/address.ts'
import type { RecoverPublicKey } from '../ethereum/signer.ts'
import type { Messages } from '../texts/messages/en.ts'
import type { Verifiable } from './verifiable.ts'

/** Subject of a check. Expiry and revocation are status. `identity`: who the issuer is, not what it signed. */
export type Dimension = 'integrity' | 'issuer' | 'status' | 'identity'

/** `skipped`: does not apply. `unknown`: could not be checked, which says nothing about the certificate. */
export type Outcome = 'passed' | 'failed' | 'skipped' | 'unknown'

export type Code = keyof Messages

type EvidenceFor<C extends Code> = Parameters<Messages[C]> extends [infer Evidence] ? Evidence : object

export type Result = { [C in Code]: { outcome: Outcome; code: C; evidence: EvidenceFor<C> } }[Code]

export type Ports = {
  now: Date
  readDocument: ReadDocument
  recoverPublicKey: RecoverPublicKey
  checkContractSignature: CheckContractSignature
  /** Proof of the file to compare (see `fileProof`), if the caller gave one. */
  fileProof?: string | undefined
  /** Unset where the PDFs that the server sent are not known. */
  findPdf?: FindPdf | undefined
  /** Unset if no chain node is configured. */
  findAnchor?: FindAnchor | undefined
  /** Unset where certificates are not anchored. */
  findAnchorWait?: FindAnchorWait | undefined
}

/** Finds the PDF that a file proof is of. Returns null if the server never served that file. May throw in an outage. */
export type FindPdf = (publicId: string, fileProof: string, signal: AbortSignal) => Promise<ServedPdf | null>

/** `replacedAt` is null for the current PDF, and if the time is not known. */
export type ServedPdf = { isCurrent: boolean; replacedAt: Date | null }

/** Reads a document and verifies it against its CID. Stops when the signal aborts. */
export type ReadDocument = (cid: string, signal: AbortSignal) => Promise<DocumentResult>

/** `unreadable`: not a file, or too large. `late` (timed out) and `unavailable` say nothing about the document. */
export type DocumentResult =
  | { outcome: 'found'; size: number }
  | { outcome: 'missing' | 'damaged' | 'unreadable' | 'late' | 'unavailable' }

/** Checks whether a contract wallet accepts a signature of a digest (EIP-1271). Stops when the signal aborts. */
export type CheckContractSignature = (
  signature: ContractSignature,
  signal: AbortSignal,
) => Promise<ContractSignatureResult>

export type ContractSignature = { wallet: Address; chain: number; digest: Uint8Array; bytes: Uint8Array }

/** `elsewhere`: no node of that chain is configured. `unavailable` says nothing about the signature. */
export type ContractSignatureResult = 'accepted' | 'refused' | 'elsewhere' | 'unavailable'

/** Finds why the certificate waits to be anchored: its issuer is not confirmed, or the day's transactions are used. */
export type FindAnchorWait = () => Promise<'issuer' | 'day' | null>

export type FindAnchor = (anchor: AnchorClaim, signal: AbortSignal) => Promise<AnchorResult>

/** `block` and `transaction` come from the bundle or record. The chain may not confirm them. */
export type AnchorClaim = {
  root: Uint8Array
  contract: Address
  chain: number
  block: number
  transaction: Uint8Array
}

/** `place` is null if unconfirmed. `elsewhere`: the node is on another chain. `foreign`: not an Anchors contract. */
export type AnchorResult =
  | { outcome: 'found'; at: Date; place: { block: number; transaction: Uint8Array } | null }
  | { outcome: 'missing' | 'foreign' | 'elsewhere' | 'unavailable' }

export type Check<Certificate = Verifiable, With = Ports> = {
  name: 'record' | 'issuer' | 'identity' | 'revocation' | 'expiry' | 'document' | 'file' | 'anchor'
  dimension: Dimension
  run(certificate: Certificate, ports: With, signal: AbortSignal): Result | Promise<Result>
}
