import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type KuboServer, startKubo } from '../../support/ipfs/kuboServer.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { documented, newWallet } from '../../support/wallet/wallets.ts'

let kubo: KuboServer
let lenient: TestApp
let strict: TestApp

beforeAll(async () => {
  kubo = await startKubo()
  lenient = await startTestApp({ ipfsApiUrl: kubo.url, ipfsCheck: 'format' })
  strict = await startTestApp({ ipfsApiUrl: kubo.url, ipfsCheck: 'available' })
})

afterAll(() => kubo.close())

const missing = documented.body.ipfs_hash
const present = 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'

function create(server: TestApp, ipfsHash: string) {
  const wallet = newWallet()
  return server.http
    .post('/api/v1/certificates/')
    .set(wallet.headers)
    .send({ ...documented.body, ipfs_hash: ipfsHash })
}

async function storedStatus(ipfsHash: string): Promise<string> {
  const id = (await create(lenient, ipfsHash).expect(200)).body.certificate_pk
  return (await lenient.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })).documentStatus
}

describe('IPFS_CHECK=format', () => {
  it('creates the certificate in any case and stores the status of its document', async () => {
    kubo.mode = 'offline'
    kubo.put(present)
    expect(await storedStatus(present)).toBe('available')
    expect(await storedStatus(missing)).toBe('unavailable')
    kubo.mode = 'broken'
    expect(await storedStatus(missing)).toBe('unchecked')
  })

  it('stops waiting for a search that finds nothing, and for a node that does not answer', async () => {
    kubo.mode = 'online'
    expect(await storedStatus(missing)).toBe('unavailable')
    kubo.mode = 'stuck'
    expect(await storedStatus(missing)).toBe('unchecked')
  })
})

describe('IPFS_CHECK=available', () => {
  it('creates a certificate whose document is available', async () => {
    kubo.mode = 'offline'
    kubo.put(present)
    await create(strict, present).expect(200)
  })

  it('rejects a certificate whose document is not found', async () => {
    kubo.mode = 'offline'
    const answer = await create(strict, missing).expect(400)
    expect(answer.body).toStrictEqual({ error: { ipfs_hash: [expect.stringContaining('IPFS')] } })
    expect(answer.headers['x-error-code']).toBe('document.not_found')
  })

  it('returns 503 when the node cannot check the document', async () => {
    kubo.mode = 'broken'
    const answer = await create(strict, missing).expect(503)
    expect(answer.body).toStrictEqual({ detail: expect.any(String) })
    expect(answer.headers['x-error-code']).toBe('document.unchecked')
    expect(answer.headers['retry-after']).toBeTruthy()
  })
})
