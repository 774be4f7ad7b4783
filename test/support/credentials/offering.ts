import { randomBytes } from 'node:crypto'
import { verifyCredential } from '@chancery/verify/credential'
import type { Response } from 'supertest'
import { expect } from 'vitest'
import { secretsBy } from '../../../src/database/secrets.ts'
import { contextIn } from '../lms/context.ts'
import { issueStating } from '../public/publicCertificates.ts'
import { newSite, startTestApp } from '../server/app.ts'
import { fetchFrom } from './fetchFrom.ts'
import { newLearnerWallet } from './learnerWallet.ts'

type Stated = Parameters<typeof issueStating>[2]

type Identity = { type: string; hashed: boolean; identityType: string; identityHash: string; salt?: string }
export type Taken = {
  id: string
  credentialSubject: { id?: string; identifier: Identity[] }
  credentialStatus: { statusListIndex: string }
}

export type Offering = Awaited<ReturnType<typeof startOffering>>

/** Starts a server with a site that offers its certificates to wallets, and a wallet. */
export async function startOffering() {
  const publicUrl = 'https://certs.example.org'
  const secretsKey = randomBytes(32)
  const server = await startTestApp({ publicUrl, secretsKey })
  const site = await newSite(server.db)
  const lms = (method: 'post' | 'patch' | 'delete', path: string, body: object = {}) =>
    server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)
  return {
    server,
    site,
    wallet: await newLearnerWallet(),
    publicUrl,
    lms,
    keyContext: () => ({ ...contextIn(server.db, site.id), secrets: () => secretsBy(secretsKey) }),
    issue: (facts: Stated = {}) => issueStating(server, site.id, facts),
    verify: (credential: object) => verifyCredential(credential, { fetchDocument: fetchFrom(server, publicUrl) }),
    /** Returns the path of a new offer from the certificate's page. */
    async readersOffer(publicId: string): Promise<string> {
      const { headers } = await server.http.post(`/verify/${publicId}/offers`).expect(303)
      return String(headers.location).slice(publicUrl.length)
    },
    /** Returns the path of a new offer to the holder. */
    async holdersOffer(id: number): Promise<string> {
      const { body } = await lms('post', `/certificates/${id}/offers`).expect(201)
      return String(body.url).slice(publicUrl.length)
    },
  }
}

/** Returns the credential in the answer to a presentation. */
export function credentialIn({ status, body }: Pick<Response, 'status' | 'body'>): Taken {
  expect(status).toBe(200)
  const { verifiableCredential } = body.verifiablePresentation
  expect(verifiableCredential).toHaveLength(1)
  return verifiableCredential[0]
}
