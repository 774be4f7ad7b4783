import type { IssuersContext } from '../issuers/service.ts'
import type { PublicCertificate } from '../public/lookup.ts'

export type CredentialContext = IssuersContext & {
  /** Returns what is public of a certificate. */
  findCertificate: (publicId: string) => Promise<PublicCertificate | null>
}

/** What credentials need besides the author, the time and PUBLIC_URL of a request. */
export type CredentialServices = Omit<CredentialContext, 'author' | 'at' | 'publicUrl'>
