import type { Verifiable } from '@chancery/verify/checks/verifiable'
import type { Database } from '../../database/client.ts'
import { shownIssuer } from '../shownIssuer.ts'
import { stampOf, subjectOf } from './service.ts'
import type { Wanted } from './store.ts'

export type CurrentContext = { db: Database; publicUrl: () => string; now: () => Date }

/**
 * Returns what the current picture or PDF of a certificate shows, and its revision. Null if readers may not see it, or if
 * the issuer is not confirmed: a picture by this server would lend it this server's name.
 */
export async function currentDocument(
  { db, publicUrl, now }: CurrentContext,
  certificate: Verifiable,
  kind: Wanted['kind'],
): Promise<{ revision: number; wanted: Wanted } | null> {
  const at = now()
  const issuer = shownIssuer(certificate, at)
  if (issuer === null || certificate.picture === null) return null
  const shown = { issuer, stamp: stampOf(certificate, at) }
  const { revision, ...subject } = await subjectOf(db, certificate.publicId, publicUrl(), shown)
  return { revision, wanted: { kind, ...subject } }
}
