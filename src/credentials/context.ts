import type { FastifyRequest } from 'fastify'
import type { IssuersContext } from '../issuers/service.ts'
import type { PublicCertificate } from '../public/lookup.ts'

export type CredentialContext = IssuersContext & {
  /** Returns what is public of a certificate. */
  findCertificate: (publicId: string) => Promise<PublicCertificate | null>
}

/** What credentials need besides the author, the time and PUBLIC_URL of a request. */
export type CredentialServices = Omit<CredentialContext, 'author' | 'at' | 'publicUrl'>

/** Returns the context of a public request. `command` names it in the audit. */
export function contextOf(
  { id, server }: FastifyRequest,
  { credentials, now }: { credentials: CredentialServices; now: () => Date },
  command: string,
): CredentialContext {
  return { ...credentials, author: { command, requestId: id }, publicUrl: server.publicUrl(), at: now() }
}
