import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { documented, newWallet, type TestWallet } from '../support/wallet/wallets.ts'

const certificates = '/api/v1/certificates/'

function create({ http }: TestApp, issuer: TestWallet, more: object = {}, headers: object = {}) {
  const body = { ...documented.body, skills: [], ...more }
  return http
    .post(certificates)
    .set({ ...issuer.headers, ...headers })
    .send(body)
}

/** Returns how many rows the tables have that a wallet can fill. */
async function rows({ db }: TestApp) {
  const { rows } = await db.pool.query(
    `SELECT (SELECT count(*)::int FROM wallets) AS wallets, (SELECT count(*)::int FROM certificates) AS certificates,
            (SELECT count(*)::int FROM request_nonces) AS nonces, (SELECT count(*)::int FROM idempotency_keys) AS keys`,
  )
  return rows[0]
}

const limited = {
  status: 429,
  headers: { 'x-error-code': 'rate.limited', 'retry-after': expect.stringMatching(/^\d+$/) },
}

describe('WALLET_CHANGES_PER_MINUTE', () => {
  it('counts changes per client address, whichever wallets it uses, and stores nothing above the limit', async () => {
    const server = await startTestApp({ walletChangesPerMinute: 3 })
    for (let sent = 0; sent < 3; sent += 1) await create(server, newWallet()).expect(200)
    const before = await rows(server)
    expect(await create(server, newWallet())).toMatchObject(limited)
    const wallet = newWallet()
    const url = `${server.url}${certificates}typed_data/`
    const body = JSON.stringify(documented.body)
    const signed = wallet.sign({ method: 'POST', url, body })
    const refused = await fetch(url, {
      method: 'POST',
      headers: { ...signed, 'content-type': 'application/json' },
      body,
    })
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toStrictEqual([429, expect.any(Number)])
    expect(await server.http.get(certificates).set(newWallet().headers)).toMatchObject(limited)
    expect(await rows(server)).toStrictEqual(before)
    await server.http.get(`${certificates}get_certificates_by_learner/?eth_address=${wallet.address}`).expect(200)
  })

  it('counts changes per wallet, from any address', async () => {
    const server = await startTestApp({ walletChangesPerMinute: 2, trustProxy: true })
    const wallet = newWallet()
    const from = (host: number) => ({ 'X-Forwarded-For': `203.0.113.${host}` })
    for (const host of [1, 2]) await create(server, wallet, {}, from(host)).expect(200)
    expect(await create(server, wallet, {}, from(3))).toMatchObject(limited)
    await create(server, newWallet(), {}, from(3)).expect(200)
  })

  it('counts a large change as several', async () => {
    const server = await startTestApp({ walletChangesPerMinute: 12 })
    const names = Array.from({ length: 100 }, () => randomUUID())
    expect(await create(server, newWallet(), { skills: names, industries: names })).toMatchObject(limited)
    expect(await server.db.prisma.skill.count()).toBe(0)
    await create(server, newWallet()).expect(429)
  })

  it('limits deletions and uploads too', async () => {
    const server = await startTestApp({ walletChangesPerMinute: 1 })
    const wallet = newWallet()
    await server.http
      .post('/api/v1/files/')
      .set(wallet.headers)
      .attach('file', Buffer.from('one'), 'one.txt')
      .expect(200)
    const deletion = server.http.post(`${certificates}${randomUUID()}/delete_by_id/`).set(wallet.headers)
    expect(await deletion).toMatchObject(limited)
    const upload = server.http.post('/api/v1/files/').set(wallet.headers).attach('file', Buffer.from('two'), 'two.txt')
    expect(await upload).toMatchObject(limited)
  })
})

/** Locks the wallets, counts the requests that wait for the lock, and lets them continue at the end of the work. */
async function whileLocked({ db }: TestApp, work: (waiting: (count: number) => Promise<void>) => Promise<void>) {
  const client = await db.pool.connect()
  const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
  try {
    await client.query('BEGIN; LOCK TABLE wallets IN SHARE MODE')
    await work((count) =>
      // On another connection: a transaction sees the statistics of its first look.
      vi.waitFor(async () => expect((await db.pool.query(waiting)).rowCount).toBe(count), { timeout: 10_000 }),
    )
  } finally {
    await client.query('COMMIT')
    client.release()
  }
}

describe.skipIf(isEmbedded)('changes of one client address', () => {
  const from = (host: number) => ({ 'X-Forwarded-For': `203.0.113.${host}` })

  it('run one at a time, whichever wallets it uses, and do not delay other clients', async () => {
    const server = await startTestApp({ walletChangesPerMinute: 120, trustProxy: true })
    const sent: Promise<unknown>[] = []
    const send = (host: number) => sent.push(create(server, newWallet(), {}, from(host)).then(() => {}))
    await whileLocked(server, async (waiting) => {
      for (let count = 0; count < 3; count += 1) send(1)
      await waiting(1)
      send(2)
      await waiting(2)
    })
    await Promise.all(sent)
  })
})

describe('ISSUER_CHANGES_PER_MINUTE', () => {
  it('replaces the other limits for confirmed and admitted wallets, and counts only their own requests', async () => {
    const server = await startTestApp({
      walletChangesPerMinute: 1,
      issuerChangesPerMinute: 3,
      idempotencyKeysPerDay: 1,
    })
    const [confirmed, admitted, stranger] = [newWallet(), newWallet(), newWallet()]
    await confirmWallet(server.db, confirmed.address)
    await server.db.prisma.admittedWallet.create({ data: { address: admitted.address, admittedAt: new Date() } })
    await create(server, stranger).expect(200)
    const forged = { ...stranger.headers, 'Auth-Eth-Address': confirmed.address }
    for (let sent = 0; sent < 5; sent += 1) await server.http.post(certificates).set(forged).send({}).expect(401)
    // A signed request: BDN's static signature is rejected for wallets that claimed a domain.
    for (let sent = 0; sent < 4; sent += 1) {
      const url = `${server.url}${certificates}`
      const body = JSON.stringify(documented.body)
      const headers = { ...confirmed.sign({ method: 'POST', url, body }), 'content-type': 'application/json' }
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(sent < 3 ? 200 : 429)
      const answer = await create(server, admitted, {}, { 'Idempotency-Key': randomUUID() })
      expect(answer.status).toBe(sent < 3 ? 200 : 429)
    }
    expect(await create(server, stranger)).toMatchObject(limited)
  })

  it('does not count a blocked, lapsed or silent wallet as confirmed', async () => {
    const server = await startTestApp({ walletChangesPerMinute: 1 })
    const [blocked, lapsed, silent] = [newWallet(), newWallet(), newWallet()]
    for (const { address } of [blocked, lapsed]) await confirmWallet(server.db, address)
    await confirmWallet(server.db, silent.address, { seenAt: new Date(Date.now() - 8 * 86_400_000) })
    await server.db.prisma.issuer.updateMany({
      where: { wallet: { address: blocked.address } },
      data: { blockedAt: new Date() },
    })
    await server.db.prisma.confirmation.updateMany({
      where: { issuer: { wallet: { address: lapsed.address } } },
      data: { endedAt: new Date() },
    })
    await create(server, newWallet()).expect(200)
    for (const wallet of [blocked, lapsed, silent]) expect(await create(server, wallet)).toMatchObject(limited)
  })
})

describe('WALLET_BYTES_PER_DAY', () => {
  it('limits the bytes of files and certificates per wallet and per client address', async () => {
    const server = await startTestApp({ walletBytesPerDay: 5000 })
    const upload = (wallet: TestWallet, bytes: number) =>
      server.http.post('/api/v1/files/').set(wallet.headers).attach('file', Buffer.alloc(bytes), 'zeros')
    const wallet = newWallet()
    await upload(wallet, 2000).expect(200)
    await create(server, wallet).expect(200)
    const refused = await upload(wallet, 4000)
    expect(refused).toMatchObject(limited)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(86_000)
    expect(await upload(newWallet(), 1)).toMatchObject(limited)
    expect(await create(server, newWallet())).toMatchObject(limited)
  })

  it('limits signed reads, whose nonces are stored, per wallet and per client address', async () => {
    const server = await startTestApp({ walletBytesPerDay: 1000, issuerBytesPerDay: 1500 })
    const read = (wallet: TestWallet, method: 'GET' | 'HEAD' = 'GET') =>
      fetch(server.url + certificates, { method, headers: wallet.sign({ method, url: server.url + certificates }) })
    const [wallet, admitted] = [newWallet(), newWallet()]
    const data = { address: admitted.address, admittedAt: new Date() }
    await server.db.prisma.admittedWallet.create({ data })
    const forged = { ...newWallet().sign({ url: server.url + certificates }), 'Auth-Eth-Address': wallet.address }
    for (let sent = 0; sent < 5; sent += 1)
      expect((await fetch(server.url + certificates, { headers: forged })).status).toBe(401)
    expect([(await read(wallet)).status, (await read(wallet, 'HEAD')).status]).toStrictEqual([200, 200])
    expect((await read(wallet)).status).toBe(200)
    const before = await rows(server)
    for (const method of ['GET', 'HEAD'] as const) {
      const refused = await read(wallet, method)
      expect([refused.status, refused.headers.get('x-error-code')]).toStrictEqual([429, 'rate.limited'])
    }
    expect((await read(newWallet())).status).toBe(429)
    expect(await rows(server)).toStrictEqual(before)
    // Neither static signatures nor anonymous reads store anything.
    await server.http.get(certificates).set(wallet.headers).expect(200)
    await server.http.get(`${certificates}?eth_address=${wallet.address}`).expect(200)
    const statuses = []
    for (let sent = 0; sent < 6; sent += 1) statuses.push((await read(admitted)).status)
    expect(statuses).toStrictEqual([200, 200, 200, 200, 200, 429])
  })

  it('lets admitted wallets store ISSUER_BYTES_PER_DAY', async () => {
    const server = await startTestApp({ walletBytesPerDay: 100, issuerBytesPerDay: 5000 })
    const { address, headers } = newWallet()
    await server.db.prisma.admittedWallet.create({ data: { address, admittedAt: new Date() } })
    const upload = () => server.http.post('/api/v1/files/').set(headers).attach('file', Buffer.alloc(3000), 'zeros')
    await upload().expect(200)
    expect(await upload()).toMatchObject(limited)
  })
})

describe('IDEMPOTENCY_KEYS_PER_DAY', () => {
  it('limits requests with a key per client address and wallet', async () => {
    const server = await startTestApp({ idempotencyKeysPerDay: 2 })
    const wallet = newWallet()
    const keyed = (one: TestWallet) => create(server, one, {}, { 'Idempotency-Key': randomUUID() })
    await keyed(wallet).expect(200)
    await keyed(newWallet()).expect(200)
    const before = await rows(server)
    expect(await keyed(wallet)).toMatchObject(limited)
    expect((await rows(server)).keys).toBe(before.keys)
    await create(server, wallet).expect(200)
  })

  it('stores nothing for typed data', async () => {
    const server = await startTestApp()
    const { headers } = newWallet()
    for (const [path, body] of [
      ['certificates', documented.body],
      ['issuers', { domain: 'uni.example' }],
    ] as const) {
      const keyed = { ...headers, 'Idempotency-Key': randomUUID() }
      await server.http.post(`/api/v1/${path}/typed_data/`).set(keyed).send(body).expect(200)
      const again = await server.http.post(`/api/v1/${path}/typed_data/`).set(keyed).send(body).expect(200)
      expect(again.headers).not.toHaveProperty('idempotent-replayed')
    }
    expect(await server.db.prisma.idempotencyKey.count()).toBe(0)
  })
})
