import { randomBytes, randomInt } from 'node:crypto'
import { expect } from 'vitest'
import { formOf } from '../files/form.ts'
import type { Answer, Balancer } from '../server/balancer.ts'
import { documented, newWallet, signInMessage } from '../wallet/wallets.ts'
import { PUBLIC_URL, signedBody, signedRequest } from './requests.ts'

const certificates = '/api/v1/certificates/'

/** Up to three blocks. */
const MAX_BYTES = 600_000

/** Uploads a file, certifies it, reads both, and revokes the certificate, on servers of different versions. */
export async function documentRound(balancer: Balancer): Promise<void> {
  const [issuer, holder] = [newWallet(), newWallet()]
  const content = randomBytes(randomInt(1, MAX_BYTES))
  const form = formOf([{ name: 'file', filename: 'a.bin', content }])
  const upload = { type: form.type, body: Buffer.from(form.body) }
  const uploaded = await balancer.send(signedBody(issuer, 'POST', '/api/v1/files/', upload))
  expect(uploaded.status, uploaded.text).toBe(200)
  const { ipfs_hash, checksum_hash } = uploaded.body
  const file = await balancer.send({ path: `/ipfs/${ipfs_hash}` }, { unlike: uploaded.by })
  expect(file.bytes.equals(content), 'whether the file is the uploaded one').toBe(true)

  const facts = { ...documented.body, holder_eth_address: holder.address, ipfs_hash, checksum_hash }
  const created = await balancer.send(signedRequest(issuer, 'POST', certificates, facts))
  expect(created.status, created.text).toBe(200)
  const id = created.body.certificate_pk
  const shown = await balancer.send(signedRequest(holder, 'GET', `${certificates}${id}/`), { unlike: created.by })
  expect(shown.body).toMatchObject({ id, ipfs_hash, checksum: checksum_hash })

  const verified = await balancer.send({ path: `/verify/${id}.json` }, { unlike: shown.by })
  expect(failedChecks(verified), verified.text).toStrictEqual(['identity'])
  const revocation = issuer.signRevocation({ certificate: id, reason: 'A test.' })
  const revoked = await balancer.send(signedRequest(issuer, 'POST', `${certificates}${id}/revoke/`, revocation))
  expect(revoked.status, revoked.text).toBe(200)
  for (const { body } of await balancer.sendToAll({ path: `/verify/${id}.json` })) {
    expect(body).toMatchObject({ verdict: 'not_valid', certificate: { revocationReason: 'A test.' } })
  }
}

/** Returns the failed checks of the JSON of a certificate. */
export function failedChecks({ body }: Answer): string[] {
  const checks: { check: string; outcome: string }[] = body.checks
  return checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check)
}

/** Signs in with a nonce of one server on another, uses the session on all, and signs out. */
export async function sessionRound(balancer: Balancer): Promise<void> {
  const wallet = newWallet()
  const { body: target, by } = await balancer.send({ path: '/api/v1/auth/nonce/' })
  const { domain, uri, nonce, chain_id: chainId } = target
  const message = signInMessage({ domain, uri, nonce, chainId, address: wallet.headers['Auth-Eth-Address'] ?? '' })
  const opening = {
    ...{ method: 'POST', path: '/api/v1/auth/session/', body: { message, signature: wallet.signMessage(message) } },
    headers: { 'idempotency-key': nonce },
  }
  const opened = await balancer.send(opening, { unlike: by })
  expect(opened.status, opened.text).toBe(200)
  expect(uri).toBe(PUBLIC_URL)
  const headers = { authorization: `Bearer ${opened.body.token}` }
  const list = { path: certificates, headers }
  for (const { status } of await balancer.sendToAll(list)) expect(status).toBe(200)
  await balancer.send({ method: 'DELETE', path: '/api/v1/auth/session/', headers })
  for (const { status } of await balancer.sendToAll(list)) expect(status).toBe(401)
}
