import { hash } from 'node:crypto'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { Problem } from '../core/problem.ts'
import { requireCurrent } from '../public/documents/current.ts'
import { documentOf } from '../public/documents/service.ts'
import type { DocumentStore, Wanted } from '../public/documents/store.ts'
import { bakePng } from './bake.ts'
import type { CredentialContext } from './context.ts'
import { signedOf } from './credential.ts'

/** `certificate`: the picture of the certificate. `badge`: the square built-in design. */
export type BakedDesign = 'certificate' | 'badge'

/**
 * Returns a picture of a certificate with its Open Badge inside. Throws as `credentialOf`, and `certificate.not_found` if
 * readers may not see a picture.
 */
export async function bakedPicture(
  context: CredentialContext,
  documents: DocumentStore,
  publicId: string | null,
  design: BakedDesign,
): Promise<Buffer> {
  const { signed, issuedPublicId, certificate: known } = await signedOf(context, publicId)
  const certificate = known ?? (await publicOf(context, publicId))
  // What a site published has the picture of its course certificate.
  const drawn = { ...certificate, publicId: issuedPublicId }
  const { db, at, publicUrl } = context
  const { wanted } = await requireCurrent({ db, publicUrl: () => publicUrl, now: () => at }, drawn, 'png')
  const picture = design === 'badge' ? { ...wanted, template: await badgeTemplate() } : wanted
  return bakePng(await documentOf(documents, picture), signed)
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
