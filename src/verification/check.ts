import type { en } from '../texts/en.ts'
import type { Verifiable } from './verifiable.ts'

/** What a check is about. Expiry and revocation are status, not integrity. */
export type Dimension = 'integrity' | 'issuer' | 'status'

/** `skipped` does not apply here; `unknown` could not be checked, which says nothing for or against the certificate. */
export type Outcome = 'passed' | 'failed' | 'skipped' | 'unknown'

type Sentences = typeof en.findings

/** Names, stably, why a check came out as it did; each language has a sentence for it. */
export type Code = keyof Sentences

type EvidenceFor<C extends Code> = Parameters<Sentences[C]> extends [infer Evidence] ? Evidence : object

/** What a check found, with the facts that it rests on. */
export type Found = { [C in Code]: { outcome: Outcome; code: C; evidence: EvidenceFor<C> } }[Code]

/** What checks need besides the certificate. */
export type Ports = {
  now: Date
  readDocument: ReadDocument
  /** What a file is compared by (`fileProof` of its checksum), where somebody brings one. */
  fileProof?: string | undefined
}

/** Reads a whole document, verified against its CID, until the signal aborts. */
export type ReadDocument = (cid: string, signal: AbortSignal) => Promise<DocumentReading>

/** `unreadable`: no file, or too long a one to be checked. `unavailable` says nothing about the document. */
export type DocumentReading =
  | { outcome: 'found'; size: number }
  | { outcome: 'missing' | 'damaged' | 'unreadable' | 'unavailable' }

/** One question about a certificate. */
export type Check = {
  name: 'record' | 'issuer' | 'revocation' | 'expiry' | 'document' | 'file'
  dimension: Dimension
  find(certificate: Verifiable, ports: Ports, signal: AbortSignal): Found | Promise<Found>
}
