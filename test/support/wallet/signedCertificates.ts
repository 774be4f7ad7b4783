import { hash } from 'node:crypto'
import { certified } from '../public/publicCertificates.ts'
import type { TestApp } from '../server/app.ts'
import { documented, type TestWallet } from './wallets.ts'

/** Adds the document to IPFS and creates, over HTTP, a certificate that its issuer signed; returns its id. */
export async function createSigned(
  { http, ipfs }: Pick<TestApp, 'http' | 'ipfs'>,
  issuer: TestWallet,
  holder: Pick<TestWallet, 'address'>,
  more: object = {},
): Promise<string> {
  const cid = await ipfs.add(
    (async function* () {
      yield certified
    })(),
  )
  const facts = {
    ...documented.body,
    holder_eth_address: holder.address,
    ipfs_hash: `${cid}`,
    checksum_hash: hash('sha256', certified),
    certificate_title: 'Introduction to Python',
    score: 92.5,
    ...more,
  }
  const certificates = '/api/v1/certificates/'
  const { body } = await http.post(`${certificates}typed_data/`).set(issuer.headers).send(facts).expect(200)
  const { typed_data, ...identity } = body
  const signed = { ...facts, ...identity, issuer_signature: issuer.signTypedData(typed_data) }
  const created = await http.post(certificates).set(issuer.headers).send(signed).expect(200)
  return created.body.certificate_pk
}
