import { describe, expect, it } from 'vitest'
import type { Config } from '../../../src/core/config.ts'
import { issueCertificate } from '../../../src/lms/certificates/issue.ts'
import { createCourse } from '../../../src/lms/courses/service.ts'
import { createUser } from '../../../src/lms/users/service.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { contextIn } from '../../support/lms/context.ts'
import { createStating, issuer } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp } from '../../support/server/app.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

const token = 'token-of-prometheus'

// Without ANCHOR_KEY, which only a worker needs.
const anchoring = { anchorContract: `0x${'ab'.repeat(20)}` } as const

async function startWatched(overrides: Partial<Config> = {}) {
  const server = await startTestApp({ metricsToken: token, ...overrides })
  const read = async () => (await server.http.get('/metrics').set('Authorization', `Bearer ${token}`).expect(200)).text
  return { ...server, read }
}

describe('GET /metrics', () => {
  it('returns 404 without a configured token', async () => {
    const { http } = await startTestApp()
    await http.get('/metrics').expect(404)
  })

  it.each([undefined, 'Bearer', 'Bearer another-token-than-it', `Basic ${token}`, token])(
    'returns 401 for the authorization %s',
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

  it('counts requests by route and status, without the requested path', async () => {
    const { http, read } = await startWatched()
    await http.get('/api/v1/certificates/0198c6f0-3c58-7b7e-a1de-0c5a1b6f2d11/').expect(404)
    await http.get('/secret/of/a-user').expect(404)
    const text = await read()
    expect(text).toContain(
      'chancery_request_seconds_count{method="GET",route="/api/v1/certificates/:id/",status="404"} 1',
    )
    expect(text).toContain('chancery_request_seconds_count{method="GET",route="none",status="404"} 1')
    expect(text).not.toContain('secret')
    expect(text).not.toContain('0198c6f0')
  })

  it('reports the used part of each sequence of ids', async () => {
    const { db, read } = await startWatched()
    await db.pool.query(`SELECT setval('api_keys_id_seq', 1932735283)`)
    const text = await read()
    expect(text).toMatch(/^chancery_sequence_used_ratio\{sequence="api_keys_id_seq"\} 0\.9/m)
    expect(text).toMatch(/^chancery_sequence_used_ratio\{sequence="skills_id_seq"\} \d/m)
  })

  it('counts the mails that wait, if the server sends mails', async () => {
    const smtpUrl = { host: 'localhost', port: 1, secure: false, login: null }
    const { db, read } = await startWatched({ smtpUrl })
    const issuing = { ...contextIn(db, (await newSite(db)).id), sendsMail: true }
    const { id: courseId } = await createCourse(issuing, { name: 'Sales', notify: true })
    const learner = { name: 'Ada', email: 'ada@mail.example', roleAlias: 'learner' }
    const { id: userId } = await createUser(issuing, learner)
    await issueCertificate(issuing, courseId, { userId })
    const text = await read()
    expect(text).toMatch(/^chancery_mails_waiting 1$/m)
    expect(text).toMatch(/^chancery_mail_oldest_seconds \d/m)
    expect(await (await startWatched()).read()).not.toContain('chancery_mail')
  })

  it('counts static signatures, and calls of the IPFS store by outcome', async () => {
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

  it('starts the counters of damaged documents and full disks at 0, so that the first failure is an increase', async () => {
    const { read } = await startWatched()
    const text = await read()
    for (const failure of [
      'call="block",outcome="IpfsDamaged"',
      'call="add",outcome="IpfsFull"',
      'call="keep",outcome="IpfsFull"',
    ])
      expect(text).toContain(`chancery_outside_call_seconds_count{port="ipfs",${failure}} 0`)
  })

  it('omits jobs and anchors while the database does not respond, and returns them afterwards', async () => {
    const { db, read } = await startWatched(anchoring)
    expect(await read()).toMatch(/^chancery_anchor_oldest_seconds 0$/m)
    // No other query gets a connection.
    const clients = await Promise.all(Array.from({ length: db.pool.options.max }, () => db.pool.connect()))
    const text = await read()
    for (const client of clients) client.release()
    expect(text).toMatch(/chancery_database_connections\{pool="requests",state="busy"\} [1-9]/)
    expect(text).toMatch(/chancery_database_connections\{pool="requests",state="awaited"\} [1-9]/)
    expect(text).not.toContain('chancery_jobs{')
    expect(text).not.toContain('chancery_oldest_job_seconds{')
    expect(text).not.toMatch(/^chancery_anchor_oldest_seconds \d/m)
    const afterwards = await read()
    expect(afterwards).toMatch(/^chancery_anchor_oldest_seconds 0$/m)
    const waits = (series: string) => {
      const line = afterwards.split('\n').find((one) => one.startsWith(`chancery_database_wait_seconds_${series}`))
      return Number(line?.split(' ')[1])
    }
    expect(waits('count{pool="requests"}')).toBeGreaterThan(waits('bucket{le="0.5",pool="requests"}'))
  })

  it('returns 0 for each queue and state without jobs, and nothing about anchors without anchoring', async () => {
    const { read } = await startWatched()
    const text = await read()
    expect(text).not.toContain('chancery_anchor')
    for (const queue of ['deliver', 'publish']) {
      expect(text).toContain(`chancery_oldest_job_seconds{queue="${queue}"} 0`)
      for (const state of ['due', 'later', 'active', 'failed'])
        expect(text).toContain(`chancery_jobs{queue="${queue}",state="${state}"} 0`)
    }
  })

  it('counts certificates that wait for a confirmed issuer, or for the transactions of the next day', async () => {
    const server = await startWatched({ ...anchoring, anchorMaxTransactionsPerDay: 1 })
    const waiting = async () =>
      [...(await server.read()).matchAll(/^chancery_anchor_waiting_certificates\{reason="(\w+)"\} (\d+)$/gm)].map(
        ([, reason, count]) => [reason, Number(count)],
      )
    await createStating(server)
    expect(await waiting()).toStrictEqual([
      ['issuer', 1],
      ['day', 0],
    ])
    await confirmWallet(server.db, issuer)
    expect(await waiting()).toStrictEqual([
      ['issuer', 0],
      ['day', 0],
    ])
    const anchor = { root: new Uint8Array(32), size: 1, contract: anchoring.anchorContract, chainId: 1n }
    await server.db.prisma.anchor.create({ data: anchor })
    expect(await waiting()).toStrictEqual([
      ['issuer', 0],
      ['day', 1],
    ])
  })

  it('returns the delay of anchoring, first of certificates, then of their anchor until it is confirmed', async () => {
    const server = await startWatched(anchoring)
    const late = async () => Number(/^chancery_anchor_oldest_seconds (\S+)$/m.exec(await server.read())?.[1])
    await confirmWallet(server.db, issuer)
    const id = await createStating(server)
    expect(await late()).toBe(0)
    const aged = (minutes: number) =>
      server.db.pool.query(`UPDATE certificates SET created_at = now() - $1 * interval '1 minute' WHERE id = $2`, [
        minutes,
        id,
      ])
    await aged(59)
    expect(await late()).toBe(0)
    await aged(62)
    expect(Math.floor((await late()) / 60)).toBe(2)
    await server.db.pool.query('UPDATE certificates SET anchored = true')
    expect(await late()).toBe(0)

    const anchor = { root: new Uint8Array(32), size: 1, contract: anchoring.anchorContract }
    const createdAt = new Date(Date.now() - 5 * 60_000)
    await server.db.prisma.anchor.create({ data: { ...anchor, chainId: 1n, createdAt } })
    expect(Math.floor((await late()) / 60)).toBe(5)
    const place = { blockNumber: 1n, blockHash: anchor.root, blockTime: new Date(), transactionHash: anchor.root }
    await server.db.prisma.anchor.updateMany({ data: { ...place, state: 'mined' } })
    expect(Math.floor((await late()) / 60)).toBe(5)
    await server.db.prisma.anchor.updateMany({ data: { state: 'confirmed' } })
    expect(await late()).toBe(0)
  })

  it('returns jobs by queue and state, database connections and the event loop lag', async () => {
    const { db, read } = await startWatched()
    await db.pool.query(`INSERT INTO jobs.job_common (name, state, start_after) VALUES
      ('publish', 'created', now() - interval '90 seconds'), ('publish', 'created', now() + interval '1 hour'),
      ('deliver', 'failed', now())`)
    const text = await read()
    expect(text).toContain('chancery_jobs{queue="publish",state="due"} 1')
    expect(text).toContain('chancery_jobs{queue="publish",state="later"} 1')
    expect(text).toContain('chancery_jobs{queue="deliver",state="failed"} 1')
    expect(Number(/chancery_oldest_job_seconds\{queue="publish"\} (\S+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(90)
    expect(text).toContain('chancery_database_connections{pool="requests",state="idle"}')
    expect(text).toContain('chancery_nodejs_eventloop_lag_seconds')
  })
})
