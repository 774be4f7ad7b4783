import { Signature } from 'ethers/crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { documented, newWallet, type TestWallet } from '../support/wallet/wallets.ts'

let server: TestApp
let issuer: TestWallet

beforeAll(async () => {
  server = await startTestApp()
  issuer = newWallet()
})

const CHECKSUMMED = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const WRONG = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'
const V0 = documented.body.ipfs_hash
const V1 = 'bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy'

const api = '/api/v1'
const facts = (more: object = {}) => ({ ...documented.body, holder_eth_address: CHECKSUMMED, ...more })

/** Sends a request of the issuer. Returns the body, and checks the status. */
async function post(path: string, body: object, status: number, headers = issuer.headers) {
  const answer = await server.http.post(`${api}${path}`).set(headers).send(body)
  expect([answer.status, answer.body], path).toStrictEqual([status, answer.body])
  return answer.body
}

async function shown(id: string) {
  return (await server.http.get(`${api}/certificates/${id}/`).expect(200)).body
}

/** Returns the same signature with 64 bytes (EIP-2098). */
const compact = (signature: string) => Signature.from(signature).compactSerialized

describe('unknown fields of the wallet API', () => {
  it('are rejected in the body of every route that reads one', async () => {
    const { paths } = (await server.http.get('/api/v1/openapi.json').expect(200)).body
    const tried: string[] = []
    for (const [path, { post: operation }] of Object.entries<{ post?: { requestBody?: object } }>(paths)) {
      if (!operation?.requestBody || path.endsWith('/files/')) continue
      const { error } = await post(path.replace(/\{\w+\}/g, '1').slice(api.length), { zz: 1 }, 400)
      expect(error.zz, path).toStrictEqual([expect.stringMatching(/^Unknown field\. /)])
      tried.push(path)
    }
    expect(tried.length).toBeGreaterThan(5)
  })

  it.each([
    ['expiry_date', 'expiration_date'],
    ['expirationDate', 'expiration_date'],
    ['checksum', 'checksum_hash'],
    ['holder_eth_adress', 'holder_eth_address'],
    ['skill', 'skills'],
    ['certificate_titel', 'certificate_title'],
  ])('are answered with the nearest name: %s', async (wrong, right) => {
    const { error } = await post('/certificates/', facts({ [wrong]: 'x' }), 400)
    expect(error).toStrictEqual({ [wrong]: [`Unknown field. Did you mean \`${right}\`?`] })
  })

  // Fields that every object inherits must not be confused with it.
  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'])(
    'may have the name of an inherited one: %s',
    async (name) => {
      const { error } = await post('/certificates/', facts({ [name]: 'x' }), 400)
      expect(Object.entries(error)).toStrictEqual([[name, [expect.stringMatching(/^Unknown field\. /)]]])
    },
  )

  it('are rejected in forms', async () => {
    const answer = await server.http.post(`${api}/certificates/`).set(issuer.headers).type('form').send({ zz: '1' })
    expect(answer.body.error.zz).toHaveLength(1)
  })

  it('that BDN’s clients send are ignored', async () => {
    const older = { academy_title: 'A', academy_address: '0x1', academy_link: '', course_title: 'C', subject: 'S' }
    const more = { ...older, learner_eth_address: '0x2', verified: true, id: null, user_eth_address: '0x3' }
    const { certificate_pk: id } = await post('/certificates/', facts(more), 200)
    expect(await shown(id)).toMatchObject({ user_eth_address: issuer.address, certificate_title: 'test' })
  })

  it('of our own responses are ignored where they are read-only', async () => {
    const { certificate_pk: id } = await post('/certificates/', facts(), 200)
    const { id: _id, industries: _industries, skills: _skills, ...whole } = await shown(id)
    await post('/certificates/', { ...whole, skills: ['Python'] }, 200)
    const toSign = await post('/certificates/typed_data/', facts(), 200)
    const again = await post('/certificates/typed_data/', { ...facts(), ...toSign }, 200)
    const issuer_signature = issuer.signTypedData(again.typed_data)
    await post('/certificates/', { ...facts(), ...again, issuer_signature }, 200)
    const { certificate_pk: own } = await post('/certificates/', facts({ holder_eth_address: issuer.address }), 200)
    const body = { verifier: newWallet().address, verifier_type: 2, certificate: own }
    const attestation = await post('/verifications/', body, 200)
    await post('/verifications/', { ...attestation, ...body, verifier: newWallet().address }, 200)
  })
})

describe('addresses that a request writes', () => {
  it.each([CHECKSUMMED, CHECKSUMMED.slice(2), CHECKSUMMED.toLowerCase(), `0x${CHECKSUMMED.slice(2).toUpperCase()}`])(
    'are accepted as %s',
    async (address) => {
      const { certificate_pk: id } = await post('/certificates/', facts({ holder_eth_address: address }), 200)
      expect((await shown(id)).holder_eth_address).toBe(CHECKSUMMED.toLowerCase())
    },
  )

  it.each([
    WRONG,
    WRONG.slice(2),
    '0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    `0X${CHECKSUMMED.slice(2)}`,
    '0x5aAeb6',
  ])('are rejected as %s', async (address) => {
    for (const path of ['/certificates/', '/certificates/typed_data/']) {
      expect((await post(path, facts({ holder_eth_address: address }), 400)).error).toHaveProperty('holder_eth_address')
    }
    const body = { verifier: address, verifier_type: 2, certificate: 'x' }
    expect((await post('/verifications/', body, 400)).error).toHaveProperty('verifier')
  })

  it('have any letter case in lookups and headers', async () => {
    const holder = newWallet()
    await post('/certificates/', facts({ holder_eth_address: holder.address }), 200)
    const mixed = holder.address.replace(/[a-f]/, (letter) => letter.toUpperCase())
    for (const path of ['certificates/', 'certificates/get_certificates_by_learner/']) {
      const { body } = await server.http.get(`${api}/${path}?eth_address=${mixed}`).expect(200)
      expect(body).toHaveLength(1)
    }
    const headers = { 'Auth-Eth-Address': mixed, 'Auth-Signature': holder.signMessage(mixed) }
    const { body } = await server.http.get(`${api}/certificates/?role=holder`).set(headers).expect(200)
    expect(body).toHaveLength(1)
  })
})

describe('ipfs_hash', () => {
  it.each([
    [V0, V0],
    [`ipfs://${V0}`, V0],
    [`IPFS://${V1}/`, V1],
    [`ipfs://ipfs/${V0}`, V0],
    [`/ipfs/${V0}`, V0],
    [`https://ipfs.io/ipfs/${V0}`, V0],
    [`https://gateway.example:8080/ipfs/${V1}?filename=diploma.pdf`, V1],
    [`http://127.0.0.1/ipfs/${V1}#page=2`, V1],
    [`https://${V1}.ipfs.dweb.link/`, V1],
    [`http://${V1}.ipfs.localhost:8080?download=true`, V1],
  ])('%s is a document', async (given, cid) => {
    const { typed_data } = await post('/certificates/typed_data/', facts({ ipfs_hash: given }), 200)
    expect(typed_data.message.document).toBe(cid)
  })

  it.each([
    'ipfs://',
    'ipfs://nothing',
    ` ${V0}`,
    `ipns://${V1}`,
    `ipfs://${V1}/diploma.pdf`,
    `https://ipfs.io/ipfs/${V0}/a/b.pdf`,
    `https://ipfs.io/ipns/${V0}`,
    `https://example.com/${V0}`,
    `https://${V1}.ipfs.dweb.link/diploma.pdf`,
    `${V0} ${V1}`,
    `https://ipfs.io/ipfs/${'a'.repeat(900)}`,
    'x'.repeat(1001),
  ])('%.60s is none', async (given) => {
    expect((await post('/certificates/', facts({ ipfs_hash: given }), 400)).error).toHaveProperty('ipfs_hash')
  })

  it('must be the one that the issuer signed', async () => {
    const { typed_data, ...identity } = await post(
      '/certificates/typed_data/',
      facts({ ipfs_hash: `ipfs://${V0}` }),
      200,
    )
    const signed = { ...identity, issuer_signature: issuer.signTypedData(typed_data) }
    for (const other of [V1, `ipfs://${V1}`, `https://ipfs.io/ipfs/${V1}`]) {
      const { error } = await post('/certificates/', { ...facts({ ipfs_hash: other }), ...signed }, 400)
      expect(error).toHaveProperty('issuer_signature')
    }
    const address = facts({ ipfs_hash: `https://ipfs.io/ipfs/${V0}` })
    const { certificate_pk: id } = await post('/certificates/', { ...address, ...signed }, 200)
    expect((await shown(id)).ipfs_hash).toBe(V0)
  })
})

describe('compact signatures (EIP-2098)', () => {
  it('sign requests, certificates and revocations, and are stored with 65 bytes', async () => {
    const path = '/certificates/typed_data/'
    const text = JSON.stringify(facts())
    const request = issuer.sign({ method: 'POST', url: `${server.url}${api}${path}`, body: text })
    const headers = { ...request, 'Auth-Signature': compact(request['Auth-Signature'] ?? '') }
    const prepared = await server.http.post(`${api}${path}`).set(headers).type('json').send(text).expect(200)

    const { typed_data, ...identity } = prepared.body
    const whole = issuer.signTypedData(typed_data)
    const body = { ...facts(), ...identity, issuer_signature: compact(whole) }
    const { certificate_pk: id } = await post('/certificates/', body, 200)
    expect((await shown(id)).issuer_signature).toBe(whole)
    expect((await post('/certificates/', body, 200)).certificate_pk).toBe(id)

    const revocation = issuer.signRevocation({ certificate: id })
    const sent = { ...revocation, issuer_signature: compact(revocation.issuer_signature).slice(2) }
    await post(`/certificates/${id}/revoke/`, sent, 200)
    const stored = await server.db.prisma.walletCertificate.findUnique({ where: { id } })
    expect(`0x${Buffer.from(stored?.revocationSignature ?? []).toString('hex')}`).toBe(revocation.issuer_signature)
  })

  it('of the address alone are accepted with both parities, and not for another wallet', async () => {
    for (let wallets = 0; wallets < 4; wallets += 1) {
      const { address, signMessage } = newWallet()
      const headers = { 'Auth-Eth-Address': address, 'Auth-Signature': compact(signMessage(address)) }
      await server.http.get(`${api}/certificates/`).set(headers).expect(200)
      await server.http
        .get(`${api}/certificates/`)
        .set({ ...headers, 'Auth-Eth-Address': issuer.address })
        .expect(401)
      const short = { ...headers, 'Auth-Signature': headers['Auth-Signature'].slice(0, -2) }
      await server.http.get(`${api}/certificates/`).set(short).expect(401)
    }
  })
})
