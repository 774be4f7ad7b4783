import { bundledContexts } from '@chancery/verify/credential/contexts'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { cryptosuite } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import type { TestApp } from '../server/app.ts'

// A learner's wallet, made of other people's packages.

export type LearnerWallet = { did: string; key: Ed25519Multikey.KeyPair }

type Presented = { verifiablePresentation: object }
type Request = { verifiablePresentationRequest: { challenge: string; domain: string } }

export async function newLearnerWallet(): Promise<LearnerWallet> {
  const key = await Ed25519Multikey.generate()
  const did = `did:key:${key.publicKeyMultibase}`
  key.controller = did
  key.id = `${did}#${key.publicKeyMultibase}`
  return { did, key }
}

export const suites = {
  'eddsa-rdfc-2022': ({ key }: LearnerWallet) => new DataIntegrityProof({ cryptosuite, signer: key.signer() }),
  Ed25519Signature2020: ({ key }: LearnerWallet) => new Ed25519Signature2020({ signer: key.signer() }),
}

type Answer = { challenge: string; domain: string; suite?: keyof typeof suites; version?: number }

/** Signs the answer to a request for DIDAuthentication. */
export async function present(
  wallet: LearnerWallet,
  { challenge, domain, suite = 'eddsa-rdfc-2022', version = 2 }: Answer,
): Promise<object> {
  const presentation = vc.createPresentation({ holder: wallet.did, version })
  return vc.signPresentation({ presentation, suite: suites[suite](wallet), challenge, domain, documentLoader })
}

async function documentLoader(url: string) {
  const document = (await bundledContexts()).get(url)
  if (!document) throw new Error(`The wallet loads nothing: ${url}`)
  return { contextUrl: null, documentUrl: url, document, tag: 'static' }
}

/** Sends steps of the exchange of an offer, by its path. */
export function exchangeOf(server: TestApp, interactionPath: string) {
  const path = `${new URL(interactionPath, server.url).pathname}/exchange`
  const post = (body: object) => server.http.post(path).send(body)
  return {
    post,
    async request(): Promise<Request['verifiablePresentationRequest']> {
      return (await post({}).expect(200)).body.verifiablePresentationRequest
    },
    async take(wallet: LearnerWallet, answer: Partial<Answer> = {}) {
      const presented: Presented = {
        verifiablePresentation: await present(wallet, { ...(await this.request()), ...answer }),
      }
      return post(presented)
    },
  }
}
