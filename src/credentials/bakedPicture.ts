import { hash } from 'node:crypto'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'
import { replicated } from '../database/replica.ts'
import { requireCurrent } from '../public/documents/current.ts'
import { documentOf } from '../public/documents/service.ts'
import type { DocumentStore, Wanted } from '../public/documents/store.ts'
import type { FindCertificate } from '../public/lookup.ts'
import { bakePng } from './bake.ts'
import type { CredentialContext } from './context.ts'
import { findStored, type SignedCredential, signedOf } from './credential.ts'

/** `certificate`: the picture of the certificate. `badge`: the square built-in design. */
export type BakedDesign = 'certificate' | 'badge'

type Baked = { signed: string; wanted: Wanted }

/**
 * Returns a function that returns a picture of a certificate with its Open Badge inside. It throws as `credentialOf`, and
 * `certificate.not_found` if readers may not see a picture. `finderOn` returns `findCertificate` of the context on a replica.
 */
export function bakedPictures(db: Database, finderOn: (source: Database) => FindCertificate, documents: DocumentStore) {
  const findBaked = replicated(
    db,
    (source) => {
      const findCertificate = finderOn(source)
      return async (given: CredentialContext, publicId: string) => {
        const context = { ...given, db: source, findCertificate }
        const stored = await findStored(context, publicId)
        return stored && toBaked(context, db, publicId, stored)
      }
    },
    (found) => found !== null,
  )
  return async (context: CredentialContext, publicId: string | null, design: BakedDesign): Promise<Buffer> => {
    const found = publicId === null ? null : await findBaked(context, publicId)
    const { signed, wanted } = found ?? (await toBaked(context, db, publicId, await signedOf(context, publicId)))
    const picture = design === 'badge' ? { ...wanted, template: await badgeTemplate() } : wanted
    return bakePng(await documentOf(documents, picture), signed)
  }
}

async function toBaked(
  context: CredentialContext,
  files: Database,
  publicId: string | null,
  { signed, issuedPublicId, certificate: known }: SignedCredential,
): Promise<Baked> {
  const certificate = known ?? (await publicOf(context, publicId))
  // What a site published has the picture of its course certificate.
  const drawn = { ...certificate, publicId: issuedPublicId }
  const { db, at, publicUrl } = context
  const { wanted } = await requireCurrent({ db, files, publicUrl: () => publicUrl, now: () => at }, drawn, 'png')
  return { signed, wanted }
}

/** Loads the design when it is needed, because it is drawn when it loads. */
async function badgeTemplate(): Promise<Wanted['template']> {
  const { badge } = await import('../typeset/designs/badge.ts')
  return { hash: hash('sha256', badge), read: async () => badge }
}

async function publicOf({ findCertificate }: CredentialContext, publicId: string | null): Promise<Verifiable> {
  const found = publicId === null ? null : await findCertificate(publicId)
  if (!found || 'deletedAt' in found) throw new Problem('certificate.not_found')
  return found.certificate
}
