import { expect } from 'vitest'
import type { Answer, Balancer } from '../server/balancer.ts'
import { documented, newWallet } from '../wallet/wallets.ts'
import { type Lms, signedRequest } from './requests.ts'

// What one server acknowledges, every server must know.

/** Creates a key, uses it, and revokes it. */
export async function keyRound(balancer: Balancer, lms: Lms): Promise<void> {
  const { body } = await lms('POST', '/keys', { label: 'soon revoked' })
  const statuses = async () => {
    const request = { path: '/openapi/v1/roles', headers: { 'x-api-key': body.key } }
    return new Set((await balancer.sendToAll(request)).map(({ status }) => status))
  }
  expect(await statuses()).toStrictEqual(new Set([200]))
  await lms('DELETE', `/keys/${body.id}`)
  expect(await statuses()).toStrictEqual(new Set([401]))
}

/** Creates a certificate, reads and lists it, and deletes it as its holder. */
export async function walletRound(balancer: Balancer, skill: string): Promise<void> {
  const [issuer, holder] = [newWallet(), newWallet()]
  const path = '/api/v1/certificates/'
  const facts = { ...documented.body, holder_eth_address: holder.address, skills: [skill] }
  const { body: created } = await balancer.send(signedRequest(issuer, 'POST', path, facts))
  const one = `${path}${created.certificate_pk}/`
  const list = `${path}get_certificates_by_learner/?eth_address=${holder.address}`
  const shown = (await balancer.sendToAll({ path: one })).map(({ body }: Answer) => body)
  for (const each of shown) {
    expect(each).toMatchObject({ id: created.certificate_pk, skills: [{ name: skill }] })
    expect(each).toStrictEqual(shown[0])
  }
  for (const { body } of await balancer.sendToAll({ path: list })) expect(body).toStrictEqual(shown.slice(0, 1))
  const deletion = await balancer.send(signedRequest(holder, 'POST', `${one}delete_by_id/`))
  expect(deletion.status).toBe(200)
  for (const { status } of await balancer.sendToAll({ path: one })) expect(status).toBe(404)
  for (const { body } of await balancer.sendToAll({ path: list })) expect(body).toStrictEqual([])
}
