import { randomBytes, sign, verify } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IssuerKey } from '../../src/chain/keys/issuerKey.ts'
import { secretsBy } from '../../src/database/secrets.ts'
import { didKeyOf } from '../../src/issuers/did.ts'
import { compromiseKey, currentKey, privateKeyOf, rotateKey } from '../../src/issuers/keys.ts'
import { contextIn } from '../support/lms/context.ts'
import { newSite, startTestApp, type TestApp } from '../support/server/app.ts'

const secretsKey = randomBytes(32)
const secrets = secretsBy(secretsKey)
const publicUrl = 'https://certs.example'
const issuerKey: IssuerKey = `0x${'0'.repeat(63)}1`

let server: TestApp
let first: number
let second: number
beforeAll(async () => {
  server = await startTestApp({ publicUrl, secretsKey, issuerKeys: new Map([[1, issuerKey]]) })
  first = (await newSite(server.db)).id
  second = (await newSite(server.db)).id
})

const keyContext = (siteId: number) => ({ ...contextIn(server.db, siteId), secrets: () => secrets })
const documentAt = (path: string, host = 'certs.example') => server.http.get(path).set('Host', host)

describe('GET /.well-known/did.json', () => {
  it('returns the DID document of the first site, with its key and its Ethereum account', async () => {
    const { body, headers } = await documentAt('/.well-known/did.json').expect(200)
    const { publicKey } = await currentKey(keyContext(first))
    const did = 'did:web:certs.example'
    const multikey = didKeyOf(publicKey).slice('did:key:'.length)
    expect(body).toMatchObject({
      id: did,
      alsoKnownAs: [`${did}:issuers:${first}`],
      verificationMethod: [
        { id: `${did}#${multikey}`, publicKeyMultibase: multikey },
        { blockchainAccountId: 'eip155:1:0x7e5f4552091a69125d5dfcb7b8c2659029395bdf' },
      ],
      assertionMethod: [`${did}#${multikey}`, `${did}#0x7e5f4552091a69125d5dfcb7b8c2659029395bdf`],
    })
    expect(headers).toMatchObject({
      'content-type': expect.stringMatching(/^application\/did\+ld\+json/),
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=300',
    })
  })

  it('creates one key for concurrent first requests, and records it in the audit', async () => {
    const { id } = await newSite(server.db)
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => documentAt(`/issuers/${id}/did.json`).expect(200)),
    )
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    expect(await server.db.prisma.siteKey.count({ where: { siteId: id } })).toBe(1)
    expect(
      await server.db.prisma.auditEntry.findMany({
        where: { siteId: id, action: 'issuer_key.create' },
        orderBy: { id: 'asc' },
      }),
    ).toHaveLength(1)
  })
})

describe('GET /issuers/:id/did.json', () => {
  it('returns the DID document of any site', async () => {
    const { body } = await documentAt(`/issuers/${second}/did.json`).expect(200)
    expect(body).toMatchObject({ id: `did:web:certs.example:issuers:${second}` })
    expect(body.verificationMethod).toHaveLength(1)
    expect((await documentAt(`/issuers/${first}/did.json`).expect(200)).body).toMatchObject({
      id: `did:web:certs.example:issuers:${first}`,
      alsoKnownAs: ['did:web:certs.example'],
    })
  })

  it.each(['0', '4711', '999999999', '2147483648', '-1', '1.5', 'nonsense', '%00'])('rejects the id %s', async (id) => {
    await documentAt(`/issuers/${id}/did.json`).expect(404)
  })

  it('ignores a host that no published DID names', async () => {
    for (const host of [
      'internal:3000',
      'evil.example',
      '[::1]',
      'a b',
      `certs.example/issuers/${second}?`,
      'certs.example#',
    ]) {
      expect((await documentAt('/.well-known/did.json', host).expect(200)).body.id).toBe('did:web:certs.example')
    }
  })

  it('still resolves a DID of the host before PUBLIC_URL changed', async () => {
    const siteId = (await newSite(server.db)).id
    const did = `did:web:old.example:issuers:${siteId}`
    await server.db.prisma.siteDid.create({ data: { did, siteId, publishedAt: new Date() } })
    const { body, headers } = await documentAt(`/issuers/${siteId}/did.json`, 'old.example').expect(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(body).toMatchObject({ id: did, alsoKnownAs: [`did:web:certs.example:issuers:${siteId}`] })
  })

  it('returns 404 if PUBLIC_URL is not https or SECRETS_KEY is missing', async () => {
    const plain = await startTestApp({ secretsKey })
    const { id } = await newSite(plain.db)
    await plain.http.get(`/issuers/${id}/did.json`).expect(404)
    await plain.http.get('/.well-known/did.json').expect(404)
    const keyless = await startTestApp({ publicUrl })
    const path = `/issuers/${(await newSite(keyless.db)).id}/did.json`
    // The embedded database has a file with the key.
    await keyless.http.get(path).expect(process.env.TEST_DATABASE === 'embedded' ? 200 : 404)
  })
})

describe('rotateKey', () => {
  it('lists the retired key after the current one, both as assertion methods', async () => {
    const old = await currentKey(keyContext(second))
    const key = await rotateKey(keyContext(second))
    expect(key.publicKey).not.toStrictEqual(old.publicKey)
    const { body } = await documentAt(`/issuers/${second}/did.json`).expect(200)
    const ids = [key, old].map(({ publicKey }) => `${body.id}#${didKeyOf(publicKey).slice('did:key:'.length)}`)
    expect(body.assertionMethod).toStrictEqual(ids)
  })

  it('does not list a compromised key as an assertion method', async () => {
    const old = await currentKey(keyContext(second))
    await compromiseKey(keyContext(second))
    const { body } = await documentAt(`/issuers/${second}/did.json`).expect(200)
    const id = `${body.id}#${didKeyOf(old.publicKey).slice('did:key:'.length)}`
    expect(body.assertionMethod).not.toContain(id)
    expect(body.verificationMethod).toContainEqual(expect.objectContaining({ id, revoked: expect.any(String) }))
  })

  it('reports a retired key as compromised, once, and keeps the current key', async () => {
    const old = await currentKey(keyContext(second))
    const current = await rotateKey(keyContext(second))
    for (let time = 0; time < 2; time += 1)
      expect((await compromiseKey(keyContext(second), didKeyOf(old.publicKey))).id).toBe(current.id)
    const { body } = await documentAt(`/issuers/${second}/did.json`).expect(200)
    expect(body.assertionMethod.join()).not.toContain(didKeyOf(old.publicKey).slice('did:key:'.length))
    const where = {
      siteId: second,
      action: 'issuer_key.compromise',
      after: { equals: { key: didKeyOf(old.publicKey) } },
    }
    expect(await server.db.prisma.auditEntry.count({ where })).toBe(1)
    await expect(compromiseKey(keyContext(first), didKeyOf(old.publicKey))).rejects.toMatchObject({
      code: 'issuer_key.not_found',
    })
  })

  it('deletes the private key of a retired key', async () => {
    const old = await currentKey(keyContext(second))
    await rotateKey(keyContext(second))
    expect(await server.db.prisma.siteKey.findUnique({ where: { id: old.id } })).toMatchObject({ sealed: null })
  })

  it('creates no key with another SECRETS_KEY than that of the existing keys', async () => {
    await currentKey(keyContext(first))
    const wrong = { ...keyContext(second), secrets: () => secretsBy(randomBytes(32)) }
    await expect(rotateKey(wrong)).rejects.toThrow('does not decrypt')
  })

  it('leaves one current key when two processes rotate at once', async () => {
    await Promise.all([1, 2, 3].map(() => rotateKey(keyContext(second))))
    expect(await server.db.prisma.siteKey.count({ where: { siteId: second, retiredAt: null } })).toBe(1)
  })
})

describe('privateKeyOf', () => {
  it('signs for the public key', async () => {
    const key = await currentKey(keyContext(first))
    const message = Buffer.from('certificate')
    const signature = sign(null, message, privateKeyOf(key, secrets))
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.publicKey).toString('base64url') }
    expect(verify(null, message, { key: jwk, format: 'jwk' }, signature)).toBe(true)
  })

  it('rejects the private key of another site’s row', async () => {
    const [one, other] = [await currentKey(keyContext(first)), await currentKey(keyContext(second))]
    expect(() => privateKeyOf({ ...one, sealed: other.sealed }, secrets)).toThrow('does not decrypt')
  })
})
