import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readConfig } from '../../../src/core/config.ts'
import { secretsOpener } from '../../../src/core/secrets.ts'
import { confirmIssuerJob } from '../../../src/issuers/jobs.ts'
import { ANVIL_CHAIN, startAnvil } from '../../support/chain/anvil.ts'
import { newAddress, ownedBy } from '../../support/chain/contractWallets.ts'
import { type DnsServer, startDnsServer, zone } from '../../support/issuers/dnsServer.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { jobsOf } from '../../support/server/jobs.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { signIn } from '../../support/wallet/sessions.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { documented, newWallet, type TestWallet, type TypedData } from '../../support/wallet/wallets.ts'

const issuers = '/api/v1/issuers/'
const publicUrl = 'https://certs.uni-server.example'
const secretsKey = new Uint8Array(randomBytes(32))

let server: TestApp
let dns: DnsServer
let wallet: TestWallet
beforeAll(async () => {
  dns = await startDnsServer()
  server = await startTestApp({ publicUrl, secretsKey, dnsServers: [dns.address] })
})
beforeEach(() => {
  wallet = newWallet()
  server.setNow(null)
  dns.answer(() => 'NXDOMAIN')
})

const prepare = (body: object, by = wallet) => server.http.post(`${issuers}typed_data/`).set(by.headers).send(body)
const claim = (body: object, by = wallet) => server.http.post(issuers).set(by.headers).send(body)
const get = (address = wallet.address) => server.http.get(`${issuers}${address}/`)

type Signed = { domain: string; at: number; issuer_signature: string }

/** Returns a body that claims a domain. `signer` and `change` make the signature wrong. */
async function signed(
  body: { domain: string; name?: string; link?: string },
  { signer = wallet, change = (data: TypedData) => data } = {},
): Promise<Signed> {
  const { at, typed_data } = (await prepare(body).expect(200)).body
  return { ...body, at, issuer_signature: signer.signTypedData(change(typed_data)) }
}

/** Signs a claim for any time, without the server. */
function signedAt(at: number, domain = 'uni.example'): Signed {
  const data = {
    domain: { name: 'Chancery', version: '1', chainId: 1 },
    types: {
      Issuer: [
        { name: 'domain', type: 'string' },
        { name: 'issuer', type: 'address' },
        { name: 'at', type: 'uint256' },
      ],
    },
    message: { domain, issuer: wallet.address, at },
  }
  return { domain, at, issuer_signature: wallet.signTypedData(data) }
}

/** Withdraws with a signed request. `by` signs for the path of `address`. */
function withdraw({ compromisedAt, address = wallet.address, by = wallet }: Withdrawal = {}) {
  const path = `${issuers}${address}/${compromisedAt === undefined ? '' : `?compromised_at=${compromisedAt}`}`
  return server.http.delete(path).set(by.sign({ method: 'DELETE', url: publicUrl + path }))
}

type Withdrawal = { compromisedAt?: number | string; address?: string; by?: TestWallet }

const codeOf = async (asking: ReturnType<typeof claim>) => {
  const { status, headers } = await asking
  return [status, headers['x-error-code']]
}

const now = () => Math.floor(Date.now() / 1000)

const auditOf = async ({ address }: TestWallet) => {
  const entries = await server.db.prisma.auditEntry.findMany({
    where: { subject: `wallet/${address}` },
    orderBy: { id: 'asc' },
  })
  return entries.map(({ action, siteId, command, after }) => ({ action, siteId, command, after }))
}

/** Runs the queued lookup of a wallet. */
async function lookUp({ address }: TestWallet): Promise<void> {
  const { id: issuerId } = await server.db.prisma.issuer.findFirstOrThrow({ where: { wallet: { address } } })
  const job = (await jobsOf(server.db, 'confirm-issuer')).find(
    ({ data }) => BigInt((data as Queued).issuerId) === issuerId,
  )
  if (!job) throw new Error('No lookup is queued.')
  const config = { ...readConfig({}), dnsServers: [dns.address], secretsKey }
  const context = { ...config, db: server.db, secrets: secretsOpener(config), publicUrl, announce: async () => {} }
  await confirmIssuerJob({ ...context, now: () => new Date() }).work(job.data as Queued)
}

type Queued = { issuerId: number }

describe('POST /issuers/typed_data/', () => {
  it('returns the claim as typed data, with the current second', async () => {
    const before = now()
    const { body } = await prepare({ domain: ' Uni.Example. ', name: 'University of Example' }).expect(200)
    expect(body.at).toBeGreaterThanOrEqual(before)
    expect(body.at).toBeLessThanOrEqual(now())
    expect(body.typed_data).toMatchObject({
      domain: { name: 'Chancery', version: '1', chainId: 1 },
      primaryType: 'Issuer',
      message: { domain: 'uni.example', issuer: wallet.address, at: body.at },
    })
  })

  it('stores nothing', async () => {
    await prepare({ domain: 'uni.example' }).expect(200)
    await get().expect(404)
  })

  it('returns a time after the last claim', async () => {
    const first = await signed({ domain: 'uni.example' })
    await claim(first).expect(200)
    expect((await prepare({ domain: 'other.example' }).expect(200)).body.at).toBeGreaterThan(first.at)
  })

  it('ignores an Idempotency-Key, because it stores nothing', async () => {
    const key = { 'Idempotency-Key': randomUUID() }
    const { body } = await prepare({ domain: 'uni.example' }).set(key).expect(200)
    server.setNow(new Date(Date.now() + 60_000))
    expect((await prepare({ domain: 'uni.example' }).set(key).expect(200)).body.at).toBeGreaterThan(body.at)
  })
})

describe('POST /issuers/', () => {
  it('stores a claim, which the TXT record of the domain confirms', async () => {
    const record = `openatts a=dns-did; p=did:ethr:${wallet.address}#controller; v=1.0;`
    const facts = { domain: 'uni.example', name: 'University of Example', link: 'https://uni.example/about' }
    const claimed = {
      ...{ address: wallet.address, ...facts, record },
      ...{ confirmed_by: null, confirmed_since: null, last_checked: null, compromised_at: null, blocked: false },
    }
    expect((await claim(await signed(facts)).expect(200)).body).toStrictEqual(claimed)
    expect((await get().expect(200)).body).toStrictEqual(claimed)
    expect((await get(wallet.address.slice(2).toUpperCase()).expect(200)).body).toStrictEqual(claimed)
    expect(await auditOf(wallet)).toStrictEqual([
      { action: 'issuer.claim', siteId: null, command: `claim by ${wallet.address}`, after: facts },
    ])

    dns.answer(zone({ 'uni.example': { TXT: ['v=spf1 -all', record] } }))
    const before = new Date().toISOString()
    await lookUp(wallet)
    const { body } = await get().expect(200)
    expect(body).toStrictEqual({
      ...claimed,
      ...{ confirmed_by: 'dns', confirmed_since: expect.any(String), last_checked: body.confirmed_since },
    })
    expect(body.confirmed_since >= before).toBe(true)

    // Seven days without an answer make a confirmation unknown.
    server.setNow(new Date(Date.now() + 8 * 24 * 3_600_000))
    expect((await get().expect(200)).body).toMatchObject({ domain: 'uni.example', confirmed_by: null })
  })

  it('shows the time of the last lookup of a claim that nobody confirms', async () => {
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    await lookUp(wallet)
    expect((await get().expect(200)).body).toMatchObject({ confirmed_by: null, last_checked: expect.any(String) })
  })

  it('accepts forms, blank optional fields, sessions and signed requests', async () => {
    const form = await signed({ domain: 'uni.example', name: '', link: '' })
    const { body } = await claim(form).type('form').expect(200)
    expect(body).toMatchObject({ domain: 'uni.example', name: null, link: null })

    wallet = newWallet()
    const session = await signIn(server, wallet)
    await server.http
      .post(issuers)
      .set(session)
      .send(await signed({ domain: 'uni.example' }))
      .expect(200)

    wallet = newWallet()
    const sent = JSON.stringify(await signed({ domain: 'uni.example' }))
    const headers = wallet.sign({ method: 'POST', url: publicUrl + issuers, body: sent })
    await server.http
      .post(issuers)
      .set({ ...headers, 'Content-Type': 'application/json' })
      .send(sent)
      .expect(200)
    await server.http.post(issuers).send(sent).set('Content-Type', 'application/json').expect(401)
  })

  it.each([
    ['github.io', 'Other people register names under this one.'],
    ['uni.github.io', 'A hosting company gives such names to its customers.'],
    ['co.uk', 'Other people register names under this one.'],
    ['10.0.0.1', 'This is an IP address.'],
    ['localhost', 'This name is for local networks'],
    ['https://uni.example', 'This is not a domain name.'],
    ['certs.uni-server.example', 'belongs to the address of this server, certs.uni-server.example.'],
    ['CERTS.uni-server.example.', 'belongs to the address of this server'],
    ['uni-server.example', 'belongs to the address of this server'],
    ['a.certs.uni-server.example', 'belongs to the address of this server'],
  ])('rejects the domain %s', async (domain, message) => {
    const at = now()
    for (const answer of [await prepare({ domain }), await claim(signedAt(at, domain))]) {
      expect(answer.status).toBe(400)
      expect(answer.body.error.domain).toStrictEqual([expect.stringContaining(message)])
    }
    await get().expect(404)
  })

  it('accepts a neighbour of the server’s own name', async () => {
    await claim(await signed({ domain: 'other.uni-server.example' })).expect(200)
  })

  it('stores a domain in another script as punycode', async () => {
    await claim(await signed({ domain: 'h\u0430rvard.edu' })).expect(200)
    expect((await get().expect(200)).body.domain).toBe('xn--hrvard-3nf.edu')
  })

  it.each([
    [{ domain: undefined }, 'domain'],
    [{ at: undefined }, 'at'],
    [{ at: 1.5 }, 'at'],
    [{ at: 'soon' }, 'at'],
    [{ issuer_signature: undefined }, 'issuer_signature'],
    [{ issuer_signature: '0xzz' }, 'issuer_signature'],
    [{ name: 'x'.repeat(131) }, 'name'],
    [{ name: 'Uni\u202e' }, 'name'],
    [{ link: 'javascript:alert(1)' }, 'link'],
  ])('rejects %j', async (change, field) => {
    const { body } = await claim({ ...(await signed({ domain: 'uni.example' })), ...change }).expect(400)
    expect(Object.keys(body.error)).toStrictEqual([field])
    await get().expect(404)
  })

  it('rejects the signature of another wallet, domain, time or chain', async () => {
    const facts = { domain: 'uni.example' }
    const changed = (change: (data: TypedData) => void) => {
      const changing = (data: TypedData) => {
        const copy = structuredClone(data)
        change(copy)
        return copy
      }
      return signed(facts, { change: changing })
    }
    const wrong = [
      await signed(facts, { signer: newWallet() }),
      { ...(await signed({ domain: 'other.example' })), ...facts },
      await changed(({ message }) => Object.assign(message, { at: Number(message.at) - 1 })),
      await changed(({ domain }) => Object.assign(domain, { chainId: 5 })),
      await changed(({ message }) => Object.assign(message, { issuer: newWallet().address })),
    ]
    for (const body of wrong) {
      const answer = await claim(body)
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([400, 'issuer_signature.invalid'])
      expect(answer.body.error.issuer_signature).toStrictEqual([expect.stringContaining('uni.example at ')])
    }
    const mine = await signed(facts)
    expect(await codeOf(claim(mine, newWallet()))).toStrictEqual([400, 'issuer_signature.invalid'])
    await get().expect(404)
  })

  it('rejects a time more than 24 hours ago or five minutes ahead', async () => {
    const at = now()
    for (const wrong of [at - 24 * 3600 - 5, at + 305]) {
      expect((await claim(signedAt(wrong)).expect(400)).body.error).toHaveProperty('at')
    }
    await claim(signedAt(at - 24 * 3600 + 60)).expect(200)
    await claim(signedAt(at + 290)).expect(200)
  })

  it('rejects a claim from before the stored one', async () => {
    const at = now()
    await claim(signedAt(at - 10, 'new.example')).expect(200)
    for (const old of [
      signedAt(at - 20, 'old.example'),
      signedAt(at - 10, 'old.example'),
      signedAt(at - 20, 'new.example'),
    ]) {
      expect((await claim(old).expect(400)).body.error.at).toStrictEqual([expect.stringContaining(`(${at - 10})`)])
    }
    expect((await get().expect(200)).body.domain).toBe('new.example')
    await claim(signedAt(at - 9, 'newer.example')).expect(200)
  })

  it('changes nothing for the stored claim, and requires a new claim for another name', async () => {
    const body = await signed({ domain: 'uni.example', name: 'University of Example' })
    await claim(body).expect(200)
    await claim(body).expect(200)
    expect(await auditOf(wallet)).toHaveLength(1)
    expect((await claim({ ...body, name: 'Harvard University' }).expect(400)).body.error).toHaveProperty('at')
    await claim(await signed({ domain: 'uni.example', name: 'Example University' })).expect(200)
    expect((await get().expect(200)).body.name).toBe('Example University')
  })

  it('replays the response for the same Idempotency-Key', async () => {
    const body = await signed({ domain: 'uni.example' })
    const key = { 'Idempotency-Key': randomUUID() }
    const first = await claim(body).set(key).expect(200)
    await withdraw().expect(200)
    const again = await claim(body).set(key).expect(200)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(again.body).toStrictEqual(first.body)
    expect((await get().expect(200)).body.domain).toBeNull()
  })

  it.skipIf(isEmbedded)('checks concurrent claims of a wallet one after the other', async () => {
    const at = now()
    await claim(signedAt(at - 10, 'first.example')).expect(200)
    const other = await server.db.pool.connect()
    onTestFinished(() => other.release())
    await other.query('BEGIN')
    const row = 'SELECT FROM issuers WHERE wallet_id = (SELECT id FROM wallets WHERE address = $1) FOR UPDATE'
    await other.query(row, [wallet.address])
    const ahead = async (count: number) => {
      const waiting = `
        SELECT FROM pg_locks WHERE NOT granted AND (transactionid = pg_current_xact_id()::xid OR relation = 'issuers'::regclass
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`
      await vi.waitFor(async () => expect((await other.query(waiting)).rowCount).toBe(count), { timeout: 10_000 })
    }
    const newer = claim(signedAt(at, 'newer.example')).then(({ status }) => status)
    await ahead(1)
    const older = claim(signedAt(at - 5, 'older.example')).then(({ status }) => status)
    await ahead(2)
    await other.query('COMMIT')
    expect(await Promise.all([newer, older])).toStrictEqual([200, 400])
    expect((await get().expect(200)).body.domain).toBe('newer.example')
  })

  it('ends the confirmation by the former domain when another one is claimed', async () => {
    const record = `openatts a=dns-did; p=did:ethr:${wallet.address}#controller; v=1.0;`
    dns.answer(zone({ 'uni.example': { TXT: [record] } }))
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    await lookUp(wallet)
    expect((await get().expect(200)).body.confirmed_by).toBe('dns')
    const { body } = await claim(await signed({ domain: 'other.example' })).expect(200)
    expect(body).toMatchObject({ domain: 'other.example', confirmed_by: null })
  })

  it('rejects a blocked wallet', async () => {
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    await server.db.prisma.issuer.updateMany({
      where: { wallet: { address: wallet.address } },
      data: { blockedAt: new Date() },
    })
    expect((await get().expect(200)).body.blocked).toBe(true)
    expect(await codeOf(claim(await signed({ domain: 'other.example' })))).toStrictEqual([403, 'issuer.blocked'])
  })

  it('limits the claims of a client address', async () => {
    const limited = await startTestApp({ publicUrl, signInsPerMinute: 1 })
    const send = () => limited.http.post(issuers).set(wallet.headers).send(signedAt(now()))
    await send().expect(200)
    expect(Number((await send().expect(429)).headers['retry-after'])).toBeGreaterThan(0)
  })

  it('shows the record of a contract wallet with its chain', async () => {
    const anvil = await startAnvil()
    const there = await startTestApp({ publicUrl, ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN })
    const address = newAddress()
    await anvil.setCode(address, ownedBy(wallet.address))
    const send = (path: string, body: object) => {
      const sent = JSON.stringify(body)
      const url = publicUrl + path
      const headers = wallet.sign({ method: 'POST', url, body: sent, address, domain: { chainId: ANVIL_CHAIN } })
      return there.http
        .post(path)
        .set({ ...headers, 'Content-Type': 'application/json' })
        .send(sent)
        .expect(200)
    }
    const { at, typed_data } = (await send(`${issuers}typed_data/`, { domain: 'uni.example' })).body
    const issuer_signature = wallet.signTypedData(typed_data)
    const { body } = await send(issuers, { domain: 'uni.example', at, issuer_signature })
    const did = `did:ethr:0x${ANVIL_CHAIN.toString(16)}:${address}`
    expect(body).toMatchObject({ address, record: `openatts a=dns-did; p=${did}#controller; v=1.0;` })
  })
})

describe('GET /issuers/{address}/', () => {
  it.each([`0x${'1'.repeat(40)}`, 'nobody', '%00'])('returns 404 for %s', async (address) => {
    const answer = await get(address)
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([404, 'issuer.not_found'])
  })
})

describe('DELETE /issuers/{address}/', () => {
  it('withdraws the claim, ends its confirmation, and rejects the old claim afterwards', async () => {
    const record = `openatts a=dns-did; p=did:ethr:${wallet.address}#controller; v=1.0;`
    dns.answer(zone({ 'uni.example': { TXT: [record] } }))
    const body = await signed({ domain: 'uni.example', name: 'University of Example' })
    await claim(body).expect(200)
    await lookUp(wallet)
    const withdrawn = (await withdraw().expect(200)).body
    expect(withdrawn).toMatchObject({ domain: null, name: null, confirmed_by: null, compromised_at: null })
    expect((await get().expect(200)).body).toStrictEqual(withdrawn)
    expect((await withdraw().expect(200)).body).toMatchObject({ domain: null })
    expect((await auditOf(wallet)).map(({ action }) => action)).toStrictEqual([
      ...['issuer.claim', 'issuer.confirmed', 'issuer.withdraw'],
    ])
    for (const old of [body, signedAt(body.at - 1, 'other.example'), signedAt(body.at, 'other.example')]) {
      expect((await claim(old).expect(400)).body.error).toHaveProperty('at')
    }
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    await lookUp(wallet)
    expect((await get().expect(200)).body.confirmed_by).toBe('dns')
  })

  it('rejects a claim that was signed ahead of time and withdrawn', async () => {
    const body = signedAt(now() + 200)
    await claim(body).expect(200)
    await withdraw().expect(200)
    expect((await claim(body).expect(400)).body.error).toHaveProperty('at')
  })

  it('rejects a claim that was signed before and never sent', async () => {
    const body = await signed({ domain: 'uni.example' })
    await withdraw().expect(200)
    expect((await claim(body).expect(400)).body.error).toHaveProperty('at')
  })

  it('accepts sessions, but no signature of the address alone', async () => {
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    const remove = (headers: object) => server.http.delete(`${issuers}${wallet.address}/`).set({ ...headers })
    expect(await codeOf(remove(wallet.headers))).toStrictEqual([401, 'signature.static'])
    expect(await codeOf(remove({}))).toStrictEqual([401, 'signature.missing'])
    expect((await get().expect(200)).body.domain).toBe('uni.example')
    await remove(await signIn(server, wallet)).expect(200)
    expect((await get().expect(200)).body.domain).toBeNull()
  })

  it('rejects another wallet', async () => {
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    const answer = withdraw({ by: newWallet(), compromisedAt: 1 })
    expect(await codeOf(answer)).toStrictEqual([403, 'issuer.not_self'])
    expect((await get().expect(200)).body).toMatchObject({ domain: 'uni.example', compromised_at: null })
  })

  it('reports the key as compromised, and accepts no claim any more', async () => {
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    const at = now() - 1000
    const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
    expect((await withdraw({ compromisedAt: at }).expect(200)).body).toMatchObject({
      domain: null,
      compromised_at: iso(at),
    })
    expect((await withdraw().expect(200)).body.compromised_at).toBe(iso(at))
    expect((await withdraw({ compromisedAt: at + 1 }).expect(200)).body.compromised_at).toBe(iso(at))
    expect((await withdraw({ compromisedAt: at - 1 }).expect(200)).body.compromised_at).toBe(iso(at - 1))
    expect((await auditOf(wallet)).map(({ action, after }) => [action, after])).toStrictEqual([
      ['issuer.claim', { domain: 'uni.example', name: null, link: null }],
      ['issuer.withdraw', null],
      ['issuer.compromise', { compromisedAt: iso(at) }],
      ['issuer.compromise', { compromisedAt: iso(at - 1) }],
    ])
    expect(await codeOf(claim(await signed({ domain: 'uni.example' })))).toStrictEqual([409, 'issuer.compromised'])
    expect((await get().expect(200)).body.domain).toBeNull()
  })

  it('reports a key that has claimed nothing', async () => {
    await withdraw({ compromisedAt: now() - 10 }).expect(200)
    expect((await get().expect(200)).body).toMatchObject({ domain: null, compromised_at: expect.any(String) })
    expect(await codeOf(claim(await signed({ domain: 'uni.example' })))).toStrictEqual([409, 'issuer.compromised'])
  })

  it.each([now() + 1000, 0, -1, 'today', '1.5'])('rejects compromised_at=%s', async (compromisedAt) => {
    expect((await withdraw({ compromisedAt }).expect(400)).body.error).toHaveProperty('compromised_at')
    await get().expect(404)
  })
})

describe('POST /certificates/ of a wallet that claims a domain', () => {
  it('rejects the static signature, which each of its receivers could send', async () => {
    const certificate = { ...documented.body, holder_eth_address: newWallet().address }
    const create = (headers: Record<string, string>) =>
      server.http.post('/api/v1/certificates/').set(headers).send(certificate)
    await claim(await signed({ domain: 'uni.example' })).expect(200)
    expect(await codeOf(create(wallet.headers))).toStrictEqual([401, 'signature.static'])
    await create(newWallet().headers).expect(200)
    expect(await createSigned(server, wallet, newWallet())).toMatch(/^[0-9a-f-]{36}$/)
  })
})
