import { describe, expect, it } from 'vitest'
import { startTestApp } from '../../support/app.ts'
import { newWallet } from '../../support/wallets.ts'

const token = 'token-of-prometheus'

async function startWatched() {
  const server = await startTestApp({ metricsToken: token })
  const read = async () => (await server.http.get('/metrics').set('Authorization', `Bearer ${token}`).expect(200)).text
  return { ...server, read }
}

describe('GET /metrics', () => {
  it('is not there where nobody has a token for it', async () => {
    const { http } = await startTestApp()
    await http.get('/metrics').expect(404)
  })

  it.each([undefined, 'Bearer', 'Bearer another-token-than-it', `Basic ${token}`, token])(
    'is for nobody else: %s',
    async (authorization) => {
      const { http } = await startWatched()
      const answer = await http
        .get('/metrics')
        .set(authorization ? { authorization } : {})
        .expect(401)
      expect(answer.body).toStrictEqual({ status: 401, message: expect.stringContaining('METRICS_TOKEN') })
      expect(answer.headers['www-authenticate']).toBe('Bearer')
    },
  )

  it('counts requests by documented route and status, never by what was asked for', async () => {
    const { http, read } = await startWatched()
    await http.get('/api/v1/certificates/0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11/').expect(404)
    await http.get('/secret/of/somebody').expect(404)
    const text = await read()
    expect(text).toContain(
      'chancery_request_seconds_count{method="GET",route="/api/v1/certificates/:id/",status="404"} 1',
    )
    expect(text).toContain('chancery_request_seconds_count{method="GET",route="none",status="404"} 1')
    expect(text).not.toContain('secret')
    expect(text).not.toContain('0198c6f0')
  })

  it('counts static signatures, and calls of the IPFS store by how they ended', async () => {
    const { http, read } = await startWatched()
    const { address, headers } = newWallet()
    await http.get('/api/v1/certificates/').set(headers).expect(200)
    await http
      .post('/api/v1/certificates/')
      .set(headers)
      .send({
        holder_eth_address: address,
        institution_title: 'Academy',
        institution_link: 'http://example.com',
        certificate_title: 'Course',
        ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
      })
      .expect(200)
    const text = await read()
    expect(text).toContain('chancery_static_signatures_total{outcome="accepted"} 2')
    expect(text).toContain('chancery_outside_call_seconds_count{port="ipfs",call="has",outcome="ok"} 1')
  })

  it('has damaged documents from the first moment, so that the first one is a rise', async () => {
    const { read } = await startWatched()
    expect(await read()).toContain(
      'chancery_outside_call_seconds_count{port="ipfs",call="block",outcome="IpfsDamaged"} 0',
    )
  })

  it('are told, but for jobs, while the database does not answer', async () => {
    const { db, read } = await startWatched()
    // Nobody else gets a connection.
    const clients = await Promise.all(Array.from({ length: db.pool.options.max }, () => db.pool.connect()))
    const text = await read()
    for (const client of clients) client.release()
    expect(text).toMatch(/chancery_database_connections\{state="busy"\} [1-9]/)
    expect(text).not.toContain('chancery_jobs{')
  })

  it('tells jobs by queue and state, connections, and the event loop', async () => {
    const { db, read } = await startWatched()
    await db.pool.query(`INSERT INTO jobs.job_common (name, state, start_after) VALUES
      ('publish', 'created', now() - interval '90 seconds'), ('publish', 'created', now() + interval '1 hour'),
      ('deliver', 'failed', now())`)
    const text = await read()
    expect(text).toContain('chancery_jobs{queue="publish",state="due"} 1')
    expect(text).toContain('chancery_jobs{queue="publish",state="later"} 1')
    expect(text).toContain('chancery_jobs{queue="deliver",state="failed"} 1')
    expect(Number(/chancery_oldest_job_seconds\{queue="publish"\} (\S+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(90)
    expect(text).toContain('chancery_database_connections{state="idle"}')
    expect(text).toContain('chancery_nodejs_eventloop_lag_seconds')
  })
})
