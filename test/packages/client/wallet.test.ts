import { type Signer, WalletClient } from '@chancery/client'
import { verify } from '@chancery/verify'
import { Wallet } from 'ethers'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { newWallet } from '../../support/wallet/wallets.ts'
import { type FaultyProxy, json, startFaultyProxy } from './faultyProxy.ts'
import { all, contentFor, newKey, providerOf, signers } from './signers.ts'

let server: TestApp
let proxy: FaultyProxy
beforeAll(async () => {
  server = await startTestApp({ walletStaticSignatures: 'off' })
  proxy = await startFaultyProxy(server.url)
})

const clientOf = (signer: Signer, more = {}) => new WalletClient({ baseUrl: server.url, signer, ...more })

describe.each(signers)('WalletClient with %s', (_name, signerOf) => {
  it('signs requests, certificates and revocations, and signs in', async () => {
    const key = newKey()
    const client = clientOf(signerOf(key))
    const address = await client.address()
    expect(address).toBe(new Wallet(key).address)
    const { certificate_pk: id, verification_url } = await client.certificates.create(contentFor(address))
    expect(await client.certificates.get(id)).toMatchObject({ issuer_signature: expect.stringMatching(/^0x/) })
    const { body } = await server.http.get(new URL(`${verification_url}.json`).pathname).expect(200)
    expect(body.checks).toContainEqual(expect.objectContaining({ code: 'issuer.signed' }))
    await client.certificates.revoke(id, 'A mistake.')
    expect(await client.certificates.get(id)).toMatchObject({ revocation_reason: 'A mistake.' })

    const { eth_address } = await client.signIn({ statement: 'Sign in to see your certificates.' })
    expect([eth_address, client.session]).toStrictEqual([address.toLowerCase(), expect.stringMatching(/^chs_/)])
    expect(await all(client.certificates.list())).toHaveLength(1)
    await client.signOut()
    expect(client.session).toBeNull()
  })
})

describe('sessions of WalletClient', () => {
  it('need no signature for each request, and can be resumed and ended everywhere', async () => {
    const provider = providerOf(newKey())
    const client = clientOf(provider)
    await client.signIn()
    await all(client.certificates.list())
    await client.certificates.create(contentFor(await client.address()), { signed: false })
    expect(provider.calls).toStrictEqual(['eth_requestAccounts', 'personal_sign'])
    const resumed = new WalletClient({ baseUrl: server.url, session: client.session ?? '' })
    expect(await all(resumed.certificates.list())).toHaveLength(1)
    await expect(resumed.certificates.revoke('a', 'b')).rejects.toThrow('This call needs a signer.')
    await client.signOutEverywhere()
    await expect(all(resumed.certificates.list())).rejects.toMatchObject({ code: 'session.invalid' })
    await resumed.signOut().catch(() => null)
    await expect(all(resumed.certificates.list())).rejects.toThrow('This call needs a signer.')
  })

  it('report that the person refused to sign', async () => {
    const refused = { code: 4001, message: 'User rejected the request.' }
    const client = clientOf({
      request: async ({ method }) =>
        method === 'eth_requestAccounts' ? [newWallet().address] : Promise.reject(refused),
    })
    await expect(client.signIn()).rejects.toBe(refused)
    await expect(all(client.certificates.list())).rejects.toBe(refused)
  })
})

describe('certificates of WalletClient', () => {
  it('state everything that the issuer gives, and their holder proves it', async () => {
    const [issuer, holder] = [clientOf(new Wallet(newKey())), clientOf(new Wallet(newKey()))]
    const file = await issuer.files.upload(new TextEncoder().encode('a document'))
    const { certificate_pk: id } = await issuer.certificates.create(
      contentFor((await holder.address()).toLowerCase().slice(2), {
        ...{ holder_name: ' Ada Lovelace ', granted_to_type: 2, program_title: 'Computer science', course_link: '' },
        ...{ industries: ['E-Learning', ' '], skills: ['b', 'a', 'B', 'a'], score: 92.5, duration: 0 },
        ...{ expiration_date: '2036-01-01T12:00', ipfs_hash: `ipfs://${file.ipfs_hash}` },
        ...{ checksum_hash: file.checksum_hash.toUpperCase(), active_profile: 'Academy' },
      }),
    )
    expect(await holder.certificates.get(id)).not.toHaveProperty('checksum')
    expect(await holder.certificates.get(id, { signed: true })).toMatchObject({ checksum: file.checksum_hash })
    const bundle = await holder.certificates.bundle(id, { facts: ['holder_name', 'skill'] })
    const shown = bundle.certificate.facts.flatMap((fact) => ('value' in fact ? [fact.value] : []))
    expect(shown).toEqual(expect.arrayContaining(['Ada Lovelace', 'B', 'a', 'b']))
    expect(await verify(JSON.stringify(bundle))).toMatchObject({ verdict: 'issuer_not_confirmed' })

    await holder.certificates.hide(id)
    expect(await all(holder.certificates.list({ role: 'holder' }))).toStrictEqual([])
    expect(await all(holder.certificates.list({ role: 'holder', hidden: true }))).toHaveLength(1)
    await holder.certificates.unhide(id)
    expect(await all(issuer.certificates.listOf(await holder.address()))).toHaveLength(1)
    expect(await all(issuer.certificates.listOf(await holder.address(), { confirmed: true }))).toStrictEqual([])
    await holder.certificates.delete(id)
    await expect(holder.certificates.get(id)).rejects.toMatchObject({ status: 404, message: 'Not found.' })
  })

  it('are listed page by page, also through a proxy', async () => {
    const client = clientOf(new Wallet(newKey()), { baseUrl: proxy.url, publicUrl: server.url })
    const content = contentFor(await client.address())
    for (const title of ['A', 'B', 'C']) {
      await client.certificates.create({ ...content, certificate_title: title }, { signed: false })
    }
    const titles = (list: { certificate_title: string }[]) => list.map(({ certificate_title }) => certificate_title)
    expect(titles(await all(client.certificates.list({ pageSize: 1 }))).toSorted()).toStrictEqual(['A', 'B', 'C'])
    const pages = await all(client.certificates.listOf(await client.address(), { pageSize: 2 }).pages())
    expect(pages.map(({ items }) => items.length)).toStrictEqual([2, 1])
  })

  it('are created once if responses are lost, and each attempt is signed', async () => {
    const client = clientOf(new Wallet(newKey()), { baseUrl: proxy.url, publicUrl: server.url })
    const content = contentFor(await client.address())
    await client.certificates.create(content, { signed: false })
    const before = proxy.requests.length
    proxy.next('loseResponse', json(503, { detail: 'Busy.' }, { 'retry-after': '0' }))
    await client.certificates.create({ ...content, certificate_title: 'Lost' }, { signed: false })
    const attempts = proxy.requests.slice(before)
    expect(attempts).toHaveLength(3)
    expect(new Set(attempts.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
    expect(new Set(attempts.map(({ headers }) => headers['auth-nonce'])).size).toBe(3)
    expect(await all(client.certificates.list())).toHaveLength(2)
  })

  it('are not signed if the server’s typed data has other content', async () => {
    const signer = new Wallet(newKey())
    const address = signer.address
    const content = contentFor(address, { skills: ['Python'], score: 1 })
    const honest = clientOf(signer)
    const prepared = await honest.certificates.prepare(content)
    const { message } = prepared.typed_data
    const client = clientOf(signer, { baseUrl: proxy.url, publicUrl: server.url })
    await all(client.certificates.list())
    const changes: [string, object][] = [
      ['id', { id: '01a20007-b865-77c5-87d6-e73d12494d08' }],
      ['issuer', { issuer: newWallet().address }],
      ['holder', { holder: newWallet().address }],
      ['issuedAt', { issuedAt: message.issuedAt - 1 }],
      ['expiresAt', { expiresAt: 4_000_000_000 }],
      ['document', { document: 'QmZtmD2qt6fJot32nabSP3CUjicnypEBz7bHVDhPQt9aAy' }],
      ['facts', { facts: message.facts.slice(1) }],
      ['facts', { facts: [...message.facts, { name: 'checksum', value: 'a', salt: '0x' }] }],
      [
        'facts',
        { facts: message.facts.map((fact) => ({ ...fact, value: fact.name === 'score' ? '100' : fact.value })) },
      ],
    ]
    for (const [name, change] of changes) {
      const typed_data = { ...prepared.typed_data, message: { ...message, ...change } }
      proxy.next(json(200, { ...prepared, typed_data }))
      await expect(client.certificates.create(content)).rejects.toMatchObject({
        ...{ code: 'client.wrong_typed_data', message: expect.stringContaining(`in ${name}.`) },
      })
    }
    expect(await all(client.certificates.list())).toStrictEqual([])
    // The domain and the types are those of this client, whatever the server says.
    const typed_data = { ...prepared.typed_data, domain: { name: 'Bank' }, types: {}, primaryType: 'Transfer' }
    proxy.next(json(200, { ...prepared, typed_data }))
    await client.certificates.create(content)
  })
})

describe('attestations of WalletClient', () => {
  it('are requested, listed, moved and rejected', async () => {
    const [holder, academy] = [clientOf(new Wallet(newKey())), clientOf(new Wallet(newKey()))]
    const { certificate_pk: certificate } = await holder.certificates.create(contentFor(await holder.address()))
    const { id } = await holder.attestations.request({
      certificate,
      verifier: await academy.address(),
      verifier_type: 2,
    })
    expect((await all(academy.attestations.list({ profile: 'Academy' }))).map((one) => one.id)).toStrictEqual([id])
    await academy.attestations.setPending(id)
    await academy.attestations.setOpen(id)
    await academy.attestations.reject(id)
    expect(await holder.attestations.get(id)).toMatchObject({ state: 'rejected', certificate })
    const { certificate_pk: other } = await holder.certificates.create(contentFor(await holder.address()))
    await holder.attestations.request({ certificate: other, verifier: await academy.address(), verifier_type: 2 })
    expect(await all(academy.attestations.list({ pageSize: 1 }))).toHaveLength(2)
  })
})

describe('issuers of WalletClient', () => {
  it('claim a domain in any script, and withdraw it', async () => {
    const client = clientOf(new Wallet(newKey()))
    const claimed = await client.issuers.claim({ domain: 'Universität.example', name: 'University of Example' })
    expect(claimed).toMatchObject({ domain: 'xn--universitt-y5a.example', confirmed_by: null })
    expect(claimed.record).toContain((await client.address()).toLowerCase())
    expect(await client.issuers.get(claimed.address)).toStrictEqual(claimed)
    expect(await client.issuers.withdraw()).toMatchObject({ domain: null })
    await expect(client.issuers.claim({ domain: 'localhost' })).rejects.toMatchObject({
      ...{ status: 400, fields: { domain: [expect.any(String)] } },
    })
  })
})
