import { Problem } from '../core/problem.ts'
import type { CredentialContext } from './context.ts'
import { credentialOf } from './credential.ts'
import { findUnsigned } from './queries.ts'

/** Credentials that are signed in parallel. Each has its own short transactions. */
const PARALLEL = 10

/**
 * Signs new credentials for the certificates of a site whose credentials a compromised key has signed. Leaves out those that
 * have a new one, so that a second run continues after an interruption. Returns how many it signed.
 */
export async function signAnew(context: CredentialContext, siteId: number): Promise<number> {
  let signed = 0
  let page = await findUnsigned(context.db, siteId, null)
  while (page.length > 0) {
    const last = page.at(-1) ?? null
    while (page.length > 0) {
      const done = await Promise.all(page.splice(0, PARALLEL).map((publicId) => signOne(context, publicId)))
      signed += done.filter((isSigned) => isSigned).length
    }
    page = await findUnsigned(context.db, siteId, last)
  }
  return signed
}

/** Returns whether it signed: not if the certificate was deleted or erased meanwhile. */
async function signOne(context: CredentialContext, publicId: string): Promise<boolean> {
  try {
    await credentialOf(context, publicId)
    return true
  } catch (error) {
    if (error instanceof Problem && error.code.startsWith('certificate.')) return false
    throw error
  }
}
