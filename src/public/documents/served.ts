import { hash } from 'node:crypto'
import type { ServedPdf } from '@chancery/verify/checks/check'
import { fileProof } from '@chancery/verify/checks/file'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { LRUCache } from 'lru-cache'
import { type CurrentContext, currentDocument } from './current.ts'
import { findServedPdfs, insertServedPdf } from './queries.ts'
import { type DocumentStore, hashOf } from './store.ts'

/** Time (ms) for which a process does not record the same PDF again. */
const KNOWN_MS = 600_000

/** Maximum number of versions that a file is compared with. */
const MAX_VERSIONS = 1000

export type ServedContext = CurrentContext & { documents: Pick<DocumentStore, 'find'> }

export type PdfRecorder = {
  /** Records a PDF. Call it before sending the PDF, because an unrecorded file counts as changed. */
  record(publicId: string, orderHash: string, pdf: Uint8Array): Promise<void>
  /** Returns whether this process has recorded a PDF with this order hash last. */
  knows(publicId: string, orderHash: string): boolean
}

export function pdfRecorder({ db, now }: Pick<CurrentContext, 'db' | 'now'>): PdfRecorder {
  const recorded = new LRUCache<string, { orderHash: string; sha256: string }>({ max: 10_000, ttl: KNOWN_MS })
  return {
    async record(publicId, orderHash, pdf) {
      const sha256 = hash('sha256', pdf)
      const last = recorded.get(publicId)
      // Compares with the last version only, so that a change back is recorded too.
      if (last?.orderHash === orderHash && last.sha256 === sha256) return
      const hashes = { sha256: Buffer.from(sha256, 'hex'), orderHash: Buffer.from(orderHash, 'hex') }
      await insertServedPdf(db, { publicId, ...hashes, at: now() })
      recorded.set(publicId, { orderHash, sha256 })
    },
    knows: (publicId, orderHash) => recorded.get(publicId)?.orderHash === orderHash,
  }
}

/** Finds the PDF of a certificate that a file proof is of. Returns null if this server never served that file. */
export async function findServedPdf(
  context: ServedContext,
  certificate: Verifiable,
  proof: string,
): Promise<ServedPdf | null> {
  if (!/^[0-9a-f]{64}$/.test(proof)) return null
  const isProved = (sha256: string) => fileProof(certificate.publicId, sha256) === proof
  for (const id of documentIdsOf(certificate)) {
    const found = await findAmong(context, { ...certificate, publicId: id }, isProved)
    if (found) return found
  }
  return null
}

/** Returns the public ids whose PDFs a certificate has. What a site published has those of its course certificate too. */
function documentIdsOf({ publicId, picture }: Verifiable): Set<string> {
  return new Set([publicId, picture?.replace(/-\d+$/, '') ?? publicId])
}

async function findAmong(
  context: ServedContext,
  certificate: Verifiable,
  isProved: (sha256: string) => boolean,
): Promise<ServedPdf | null> {
  const versions = await findServedPdfs(context.db, certificate.publicId, MAX_VERSIONS)
  const served = versions.find(({ sha256 }) => isProved(sha256.toString('hex')))
  const current = await currentDocument(context, certificate, 'pdf')
  const isCurrent = ({ orderHash }: (typeof versions)[number]) =>
    current !== null && hashOf(current.wanted) === orderHash.toString('hex')
  if (!served) {
    // Earlier releases stored the PDFs that they served, but did not record them.
    const stored = current && !versions.some(isCurrent) ? await context.documents.find(current.wanted) : null
    return stored && isProved(hash('sha256', stored)) ? { isCurrent: true, replacedAt: null } : null
  }
  if (isCurrent(served)) return { isCurrent: true, replacedAt: null }
  return { isCurrent: false, replacedAt: replacedAtOf(served, certificate, context.now()) }
}

/** Returns when a stamp or another version replaced a PDF. Null if neither is known. */
function replacedAtOf(
  { servedAt, replacedAt }: { servedAt: Date; replacedAt: Date | null },
  { revocation, states }: Verifiable,
  now: Date,
): Date | null {
  const isStamped = revocation !== null && revocation.at <= servedAt
  const stamps = isStamped ? [] : [revocation?.at, states.expiresAt]
  const times = [replacedAt, ...stamps].flatMap((at) => (at && at > servedAt && at <= now ? [at] : []))
  return times.sort((one, other) => one.getTime() - other.getTime())[0] ?? null
}
