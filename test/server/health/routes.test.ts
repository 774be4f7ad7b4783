import { type AddressInfo, createServer, type Server } from 'node:net'
import { languages } from '@chancery/verify/texts/languages'
import supertest from 'supertest'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readConfig } from '../../../src/core/config.ts'
import { connect } from '../../../src/database/client.ts'
import { openEmbeddedStore } from '../../../src/ipfs/embedded.ts'
import { buildApp } from '../../../src/server/app.ts'
import { newFolder } from '../../support/files/folders.ts'
import { startTestApp } from '../../support/server/app.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

describe('GET /health', () => {
  it('returns ok', async () => {
    const server = await startTestApp()
    expect((await server.http.get('/health').expect(200)).body).toStrictEqual({ status: 'ok' })
  })
})

describe('GET /health/live', () => {
  it('returns ok, even without the database', async () => {
    const { http } = await cutOff()
    expect((await http.get('/health/live').expect(200)).body).toStrictEqual({ status: 'ok' })
  })
})

describe('GET /health/ready', () => {
  it('returns the state of each dependency', async () => {
    const { http } = await startTestApp()
    expect((await http.get('/health/ready').expect(200)).body).toStrictEqual({
      status: 'ready',
      dependencies: {
        database: 'up',
        replica: 'not configured',
        ipfs: 'up',
        objects: 'not configured',
        chain: 'not configured',
        redis: 'not configured',
      },
    })
  })

  it('returns impaired with status 200 without IPFS, chain and Redis', async () => {
    const port = await closedPort()
    const { http } = await startTestApp({
      ipfsApiUrl: `http://127.0.0.1:${port}`,
      ethRpcUrl: `http://127.0.0.1:${port}`,
      redisUrl: `redis://127.0.0.1:${port}`,
    })
    expect((await http.get('/health/ready').expect(200)).body).toStrictEqual({
      status: 'impaired',
      dependencies: {
        ...{ database: 'up', replica: 'not configured', ipfs: 'down', objects: 'not configured' },
        ...{ chain: 'down', redis: 'down' },
      },
    })
  })

  it('reports a dependency that times out as down', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1')
    onTestFinished(() => {
      silent.close()
    })
    await new Promise((resolve) => silent.once('listening', resolve))
    const { http } = await startTestApp({ ipfsApiUrl: `http://127.0.0.1:${portOf(silent)}` })
    const { body } = await http.get('/health/ready').expect(200)
    expect(body).toMatchObject({ status: 'impaired', dependencies: { ipfs: 'down' } })
  })

  it('returns 503 without the database', async () => {
    const { http } = await cutOff()
    const answer = await http.get('/health/ready').expect(503)
    expect(answer.body).toMatchObject({ status: 'not ready', dependencies: { database: 'down', ipfs: 'up' } })
    expect(answer.headers['retry-after']).toBeTruthy()
  })
})

describe('unavailable database', () => {
  it('returns 503 in the error shape of each API', async () => {
    const { http } = await cutOff()
    expect((await http.get('/health').expect(503)).body).toStrictEqual({ status: 'database unreachable' })

    const lms = await http.get('/openapi/v1/courses/1/certificates').set('X-API-KEY', 'a key').expect(503)
    expect(lms.body).toStrictEqual({ status: 503, message: expect.stringContaining('database') })
    expect(lms.headers['x-error-code']).toBe('database.unavailable')
    expect(lms.headers['retry-after']).toBeTruthy()

    const page = await http.get('/verify/e0e433e9-477e-43a3-8e23-dfe2686202be').expect(503)
    expect(page.text).toContain(languages.en.notices.unavailable.title)
    const json = await http.get('/verify/e0e433e9-477e-43a3-8e23-dfe2686202be.json').expect(503)
    expect(json.body).toStrictEqual({ status: 503, message: expect.stringContaining('records') })

    const { address, headers } = newWallet()
    for (const request of [
      http.get('/api/v1/certificates/').set(headers),
      http.get('/api/v1/certificates/e0e433e9-477e-43a3-8e23-dfe2686202be/'),
      http.get(`/api/v1/certificates/get_certificates_by_learner/?eth_address=${address}`),
    ]) {
      expect((await request.expect(503)).body).toStrictEqual({ detail: expect.stringContaining('database') })
    }
  })
})

/** Starts an app whose database is unreachable. */
async function cutOff() {
  const db = connect(`postgresql://127.0.0.1:${await closedPort()}/nowhere`, {})
  const ipfs = await openEmbeddedStore(await newFolder())
  const app = await buildApp({
    config: readConfig({ LOG_LEVEL: 'silent' }),
    db,
    ipfs,
    chain: null,
    publicUrl: () => 'http://127.0.0.1',
  })
  await app.ready()
  onTestFinished(async () => {
    await app.close()
    await db.close()
  })
  return { http: supertest(app.server) }
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const port = portOf(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port // A TCP server has no other type of address.
}
