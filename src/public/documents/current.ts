import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { Problem } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import { shownIssuer } from '../shownIssuer.ts'
import { stampOf, subjectOf } from './service.ts'
import type { Wanted } from './store.ts'

/** `files`: where a template and its fonts are read when a document is drawn. Unset: `db`. */
export type CurrentContext = { db: Database; files?: Database; publicUrl: () => string; now: () => Date }

type Current = { revision: number; wanted: Wanted }

/** Returns what the current picture or PDF of a certificate shows. Throws `certificate.not_found` if there is none for readers. */
export async function requireCurrent(
  context: CurrentContext,
  certificate: Verifiable,
  kind: Wanted['kind'],
): Promise<Current> {
  const current = await currentDocument(context, certificate, kind)
  if (current) return current
  throw new Problem(
    'certificate.not_found',
    'There is no public picture: the certificate is encrypted, its issuer is not confirmed, or no font has some of its ' +
      'characters.',
  )
}

/**
 * Returns what the current picture or PDF of a certificate shows, and its revision. Null if readers may not see it, or if
 * the issuer is not confirmed: a picture by this server would lend it this server's name.
 */
export async function currentDocument(
  { db, files, publicUrl, now }: CurrentContext,
  certificate: Verifiable,
  kind: Wanted['kind'],
): Promise<Current | null> {
  const at = now()
  const issuer = shownIssuer(certificate, at)
  if (issuer === null || certificate.picture === null) return null
  const shown = { issuer, stamp: stampOf(certificate, at) }
  const { revision, ...subject } = await subjectOf(db, certificate.publicId, publicUrl(), shown, files)
  return { revision, wanted: { kind, ...subject } }
}
