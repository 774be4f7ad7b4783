import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import supertest from 'supertest'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { readConfig } from '../../../src/core/config.ts'
import { buildApp } from '../../../src/server/app.ts'
import { verify as verifyIndependently } from '../../packages/verify/independent/verify.mjs'
import { ANVIL_CHAIN, type Anvil, startAnvil } from '../../support/chain/anvil.ts'
import { newAddress, ownedBy, refusing } from '../../support/chain/contractWallets.ts'
import { extremeCertificates } from '../../support/hostile/hostileTexts.ts'
import { confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { certified, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { signIn } from '../../support/wallet/sessions.ts'
import { documented, newWallet, type TestWallet, type TypedData, walletOf } from '../../support/wallet/wallets.ts'

let server: TestApp
let document: string

beforeAll(async () => {
  server = await startTestApp()
  document = await putDocument(server)
})

const certificates = '/api/v1/certificates/'

async function putDocument({ ipfs }: TestApp): Promise<string> {
  const content = async function* () {
    yield certified
  }
  return String(await ipfs.add(content()))
}

/** Creates the wallet of an issuer that a domain confirms. */
async function newIssuer(of: TestApp = server): Promise<TestWallet> {
  const issuer = newWallet()
  await confirmWallet(of.db, issuer.address)
  return issuer
}

function facts(holder: Pick<TestWallet, 'address'>, more: object = {}) {
  return { ...documented.body, holder_eth_address: holder.address, ipfs_hash: document, ...more }
}

type Prepared = { id: string; issued_at: string; salt: string; typed_data: TypedData }

async function prepare(issuer: TestWallet, body: object): Promise<Prepared> {
  return (await server.http.post(`${certificates}typed_data/`).set(issuer.headers).send(body).expect(200)).body
}

/** Returns a body that its issuer signed. `signer` and `change` make the signature wrong. */
async function signed(
  issuer: TestWallet,
  body: object,
  { signer = issuer, change = (data: TypedData) => data } = {},
): Promise<Omit<Prepared, 'typed_data'> & { issuer_signature: string }> {
  const { typed_data, ...identity } = await prepare(issuer, body)
  return { ...body, ...identity, issuer_signature: signer.signTypedData(change(typed_data)) }
}

const create = (issuer: TestWallet, body: object) => server.http.post(certificates).set(issuer.headers).send(body)

const answerOf = async (asking: ReturnType<typeof create>) => {
  const { status, headers, body } = await asking
  return { status, code: headers['x-error-code'], body }
}

/** Returns the verdict and, by their names, the check results of a certificate. */
async function checksOf(id: string, of: TestApp = server) {
  const { body } = await of.http.get(`/verify/${id}.json`).expect(200)
  const rows: { check: string; outcome: string; code: string; evidence: object }[] = body.checks
  return { verdict: body.verdict, ...Object.fromEntries(rows.map((row) => [row.check, row])) } as {
    verdict: string
    [check: string]: unknown
  }
}

describe('POST /certificates/typed_data/', () => {
  it('returns typed data with every fact of the certificate, issued by the signing wallet', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const body = facts(holder, { skills: ['b', 'a', 'b'], score: '92.50', expiration_date: '2030-01-01' })
    const { id, issued_at, salt, typed_data } = await prepare(issuer, body)

    expect(id).toMatch(/^[0-9a-f-]{14}7/)
    expect(issued_at).toMatch(/:\d\d\.000Z$/)
    expect(salt).toMatch(/^0x[0-9a-f]{64}$/)
    expect(typed_data).toMatchObject({
      primaryType: 'Certificate',
      domain: { name: 'Chancery', version: '1', chainId: 1 },
      message: {
        id,
        issuer: issuer.address,
        holder: holder.address,
        issuedAt: Date.parse(issued_at) / 1000,
        expiresAt: Date.UTC(2030, 0, 1) / 1000,
        document,
      },
    })
    const certifiedFacts = (typed_data.message.facts as { name: string; value: string }[]).map(
      ({ name, value }) => `${name}: ${value}`,
    )
    expect(certifiedFacts).toStrictEqual([
      ...['institution_title: test', 'institution_link: http://example.com', 'certificate_title: test'],
      ...['granted_to: learner', 'score: 92.5', 'skill: a', 'skill: b'],
    ])
  })

  it('stores nothing', async () => {
    const issuer = newWallet()
    const { id } = await prepare(issuer, facts(issuer))
    await server.http.get(`${certificates}${id}/`).expect(404)
    expect((await server.http.get(certificates).set(issuer.headers)).body).toStrictEqual([])
  })

  it('uses a new salt each time, also for the same Idempotency-Key, because it stores nothing', async () => {
    const issuer = newWallet()
    const ask = (key: string) =>
      server.http
        .post(`${certificates}typed_data/`)
        .set(issuer.headers)
        .set('Idempotency-Key', key)
        .send(facts(issuer))
        .expect(200)
    const key = randomUUID()
    const first = (await ask(key)).body
    expect((await ask(key)).body.salt).not.toBe(first.salt)
  })

  it('rejects an invalid field by name, and unsigned requests', async () => {
    const issuer = newWallet()
    const { body } = await server.http
      .post(`${certificates}typed_data/`)
      .set(issuer.headers)
      .send(facts(issuer, { duration: -1 }))
      .expect(400)
    expect(Object.keys(body.error)).toStrictEqual(['duration'])
    await server.http.post(`${certificates}typed_data/`).send(facts(issuer)).expect(401)
  })
})

describe('POST /certificates/ with an issuer signature', () => {
  it('creates a certificate that shows its signature and is valid', async () => {
    const [issuer, holder] = [await newIssuer(), newWallet()]
    const body = await signed(issuer, facts(holder, { checksum_hash: 'AB'.repeat(32) }))
    const { body: answer } = await create(issuer, body).expect(200)
    const verification_url = `${server.url}/verify/${body.id}`
    expect(answer).toStrictEqual({ status: 'ok', certificate_pk: body.id, verification_url })

    const { body: shown } = await server.http.get(`${certificates}${body.id}/`).expect(200)
    expect(shown).toMatchObject({ id: body.id, issuer_signature: expect.stringMatching(/^0x[0-9a-f]{130}$/) })
    expect(shown.revoked_at).toBeNull()
    expect(await checksOf(body.id)).toMatchObject({
      verdict: 'valid',
      record: { outcome: 'passed' },
      issuer: { outcome: 'passed', code: 'issuer.signed', evidence: { address: issuer.address } },
    })
    const { text } = await server.http.get(`/verify/${body.id}`).set('Accept', 'text/html').expect(200)
    expect(text).toContain(`Wallet ${issuer.address} signed the content of this certificate.`)
  })

  it('keeps the time of issue that the issuer signed', async () => {
    const issuer = newWallet()
    const issuedAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 23 * 3_600_000)
    server.setNow(issuedAt)
    const body = await signed(issuer, facts(issuer))
    server.setNow(null)
    await create(issuer, body).expect(200)
    const { body: page } = await server.http.get(`/verify/${body.id}.json`).expect(200)
    expect(page.certificate.issuedAt).toBe(issuedAt.toISOString())
  })

  it('accepts a form, an upper-case id and salt, and values without 0x', async () => {
    const issuer = await newIssuer()
    const { typed_data, ...identity } = await prepare(issuer, facts(issuer, { skills: 'Python' }))
    const form = new URLSearchParams({
      ...facts(issuer),
      ...identity,
      id: identity.id.toUpperCase(),
      salt: identity.salt.slice(2).toUpperCase(),
      issuer_signature: issuer.signTypedData(typed_data).slice(2),
      skills: 'Python',
    })
    const sent = server.http.post(certificates).set(issuer.headers).type('form').send(form.toString())
    expect((await sent.expect(200)).body.certificate_pk).toBe(identity.id)
    expect(await checksOf(identity.id)).toMatchObject({ verdict: 'valid' })
  })

  it('accepts a signed request', async () => {
    const issuer = newWallet()
    const url = server.url + certificates
    const body = JSON.stringify(await signed(issuer, facts(issuer)))
    const headers = { ...issuer.sign({ method: 'POST', url, body }), 'Content-Type': 'application/json' }
    await server.http.post(certificates).set(headers).send(body).expect(200)
  })

  it('creates one certificate when the request is repeated', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer, { skills: ['Python'] }))
    for (const _ of [1, 2]) expect((await create(issuer, body).expect(200)).body.certificate_pk).toBe(body.id)
    const key = randomUUID()
    for (const _ of [1, 2]) await create(issuer, body).set('Idempotency-Key', key).expect(200)
    expect((await server.http.get(certificates).set(issuer.headers)).body).toHaveLength(1)
  })

  it('creates one certificate for concurrent identical requests', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer, { skills: ['Python', 'SQL'] }))
    const answers = await Promise.all(Array.from({ length: 8 }, () => answerOf(create(issuer, body))))
    expect(answers.map(({ status }) => status)).toStrictEqual(Array(8).fill(200))
    expect((await server.http.get(certificates).set(issuer.headers)).body).toHaveLength(1)
  })

  it('creates only one of two concurrent certificates with the same id', async () => {
    const issuer = await newIssuer()
    const one = await signed(issuer, facts(issuer))
    const { message, ...data } = (await prepare(issuer, facts(issuer, { certificate_title: 'other' }))).typed_data
    const { id, issued_at, salt, typed_data } = await prepare(issuer, facts(issuer, { certificate_title: 'other' }))
    const other = {
      ...facts(issuer, { certificate_title: 'other' }),
      ...{ id: one.id, issued_at, salt },
      issuer_signature: issuer.signTypedData({
        ...data,
        message: { ...typed_data.message, id: one.id },
      }),
    }
    expect([message.id, id]).not.toContain(one.id)
    const answers = await Promise.all([one, other].map((body) => answerOf(create(issuer, body))))
    expect(answers.map(({ status }) => status).toSorted()).toStrictEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.code).toBe('certificate.exists')
    expect(await checksOf(one.id)).toMatchObject({ verdict: 'valid' })
  })

  it('requires id, issued_at, salt and issuer_signature together', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer))
    for (const name of ['id', 'issued_at', 'salt', 'issuer_signature']) {
      const answer = await answerOf(create(issuer, { ...body, [name]: '' }))
      expect(answer).toMatchObject({ status: 400, code: 'input.invalid' })
      expect(Object.keys(answer.body.error)).toStrictEqual([name])
    }
  })

  it.each([
    ['id', randomUUID().replace(/^(.{14})4/, '$11')],
    ['id', '00000000-0000-0000-0000-000000000000'],
    ['id', 'abc'],
    ['issued_at', '2026-11-28'],
    ['issued_at', 'now'],
    ['salt', `0x${'00'.repeat(31)}`],
    ['salt', `0x${'00'.repeat(33)}`],
    ['issuer_signature', '0x'],
    ['issuer_signature', '0xabc'],
    ['issuer_signature', 'a signature'],
    ['issuer_signature', `0x${'00'.repeat(5000)}`],
  ])('rejects an invalid %s: %s', async (field, value) => {
    const issuer = newWallet()
    const answer = await answerOf(create(issuer, { ...(await signed(issuer, facts(issuer))), [field]: value }))
    expect([answer.status, answer.code, Object.keys(answer.body.error)]).toStrictEqual([400, 'input.invalid', [field]])
  })

  it.each([
    ['more than five minutes in the future', 301_000, 400],
    ['five minutes in the future', 299_000, 200],
    ['nearly a day ago', -86_399_000, 200],
    ['more than a day ago', -86_401_000, 400],
    ['at a fraction of a second', 1, 400],
  ])('answers a certificate that was issued %s (%i ms) with %i', async (_, ahead, status) => {
    const issuer = newWallet()
    const now = new Date(Math.floor(Date.now() / 1000) * 1000)
    server.setNow(new Date(now.getTime() + ahead))
    const body = await signed(issuer, facts(issuer))
    server.setNow(now)
    const answer = await answerOf(create(issuer, ahead === 1 ? { ...body, issued_at: '2026-11-28T00:00:00.5Z' } : body))
    server.setNow(null)
    expect(answer.status).toBe(status)
    if (status === 400) expect(Object.keys(answer.body.error)).toStrictEqual(['issued_at'])
  })
})

describe('issuer_signature of a certificate', () => {
  const inDomain = (domain: object) => (data: TypedData) => ({ ...data, domain: { ...data.domain, ...domain } })
  const saying = (message: object) => (data: TypedData) => ({ ...data, message: { ...data.message, ...message } })
  const stating = (name: string, value: string) => (data: TypedData) => {
    const stated = data.message.facts as { name: string }[]
    return { ...data, message: { ...data.message, facts: stated.map((f) => (f.name === name ? { ...f, value } : f)) } }
  }

  it.each([
    ['of another chain', inDomain({ chainId: 2 })],
    ['of another version', inDomain({ version: '2' })],
    ['of another domain', inDomain({ name: 'Other' })],
    ['of another id', saying({ id: randomUUID() })],
    ['of another issuer', saying({ issuer: newWallet().address })],
    ['of another holder', saying({ holder: newWallet().address })],
    ['of another time', saying({ issuedAt: 1 })],
    ['of another expiry', saying({ expiresAt: 1 })],
    ['of another document', saying({ document: documented.body.ipfs_hash })],
    ['of another title', stating('certificate_title', 'Another title')],
    ['of another institution', stating('institution_title', 'Another institution')],
    ['of another score', stating('score', '1')],
    ['of another skill', stating('skill', 'Juggling')],
    ['without facts', saying({ facts: [] })],
  ])('rejects a signature %s', async (_, change) => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer, { score: 92, expiration_date: '2030-01-01' }), { change })
    const answer = await answerOf(create(issuer, body))
    expect([answer.status, answer.code]).toStrictEqual([400, 'issuer_signature.invalid'])
    expect(answer.body.error.issuer_signature[0]).toContain(`not by ${issuer.address} for this certificate on chain 1`)
    await server.http.get(`${certificates}${body.id}/`).expect(404)
  })

  it.each<[string, (signature: string) => string]>([
    ['with high s', highS],
    ['with another last byte', (signature) => `${signature.slice(0, -2)}1d`],
    ['with one bit changed', (signature) => `${signature.slice(0, 20)}${flipped(signature[20])}${signature.slice(21)}`],
    ['of zeros', () => `0x${'00'.repeat(65)}`],
    ['that is too short', (signature) => signature.slice(0, -4)],
    ['that is too long', (signature) => `${signature}00`],
  ])('rejects a signature %s', async (_, spoil) => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer))
    const answer = await answerOf(create(issuer, { ...body, issuer_signature: spoil(body.issuer_signature) }))
    expect([answer.status, answer.code]).toStrictEqual([400, 'issuer_signature.invalid'])
  })

  it('rejects a signature of another wallet, and a signed certificate that another wallet sends', async () => {
    const [issuer, other] = [newWallet(), newWallet()]
    const byOther = await signed(issuer, facts(issuer), { signer: other })
    expect(await answerOf(create(issuer, byOther))).toMatchObject({ status: 400, code: 'issuer_signature.invalid' })
    const mine = await signed(issuer, facts(issuer))
    expect(await answerOf(create(other, mine))).toMatchObject({ status: 400, code: 'issuer_signature.invalid' })
    await create(issuer, mine).expect(200)
  })

  it('rejects facts that differ from the signed ones', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer))
    for (const change of [
      ...[{ certificate_title: 'Another' }, { skills: ['Python', 'SQL'] }, { granted_to_type: 2 }, { score: 0 }],
      ...[{ holder_eth_address: newWallet().address }, { checksum_hash: 'ab'.repeat(32) }, { id: randomUUID() }],
      ...[
        { expiration_date: '2030-01-01' },
        { salt: `0x${'00'.repeat(32)}` },
        { ipfs_hash: documented.body.ipfs_hash },
      ],
    ]) {
      const answer = await answerOf(create(issuer, { ...body, ...change }))
      expect([answer.status, answer.code], JSON.stringify(change)).toStrictEqual([400, 'issuer_signature.invalid'])
    }
  })
})

describe('id of a signed certificate', () => {
  /** Signs a certificate with the given id. */
  async function signedAs(issuer: TestWallet, id: string): Promise<object> {
    const { typed_data, ...identity } = await prepare(issuer, facts(issuer))
    const data = { ...typed_data, message: { ...typed_data.message, id } }
    return { ...facts(issuer), ...identity, id, issuer_signature: issuer.signTypedData(data) }
  }

  it('accepts a UUID of version 4', async () => {
    const issuer = newWallet()
    await create(issuer, await signedAs(issuer, randomUUID())).expect(200)
  })

  it('rejects the id of another certificate, signed or unsigned, of this or another issuer', async () => {
    const [issuer, other] = [newWallet(), newWallet()]
    const { id } = await signed(issuer, facts(issuer))
    await create(issuer, await signedAs(issuer, id)).expect(200)
    const { body: unsigned } = await create(issuer, facts(issuer)).expect(200)
    for (const [wallet, taken] of [
      [other, id],
      [issuer, id],
      [issuer, unsigned.certificate_pk],
    ] as const) {
      const answer = await answerOf(create(wallet, await signedAs(wallet, taken)))
      expect([answer.status, answer.code]).toStrictEqual([409, 'certificate.exists'])
    }
  })

  it('rejects the id of a deleted certificate, even for the same certificate', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer))
    await create(issuer, body).expect(200)
    await server.http.post(`${certificates}${body.id}/delete_by_id/`).set(issuer.headers).expect(200)
    expect(await answerOf(create(issuer, body))).toMatchObject({ status: 409, code: 'certificate.exists' })
    await server.http.get(`/verify/${body.id}.json`).expect(410)
  })

  // Needs a database of several connections.
  it.skipIf(isEmbedded)('rejects the id of a certificate that is being deleted', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer))
    await create(issuer, body).expect(200)
    const deleting = await server.db.pool.connect()
    try {
      await deleting.query('BEGIN')
      await deleting.query('DELETE FROM certificates WHERE id = $1', [body.id])
      const creating = answerOf(create(issuer, body))
      const waiting = 'SELECT FROM pg_locks WHERE NOT granted AND transactionid = pg_current_xact_id()::xid'
      await vi.waitFor(async () => expect((await deleting.query(waiting)).rowCount).toBe(1), { timeout: 10_000 })
      await deleting.query('INSERT INTO tombstones (certificate_id) VALUES ($1)', [body.id])
      await deleting.query('COMMIT')
      expect(await creating).toMatchObject({ status: 409, code: 'certificate.exists' })
    } finally {
      await deleting.query('ROLLBACK')
      deleting.release()
    }
    expect(await server.db.prisma.walletCertificate.count({ where: { id: body.id } })).toBe(0)
  })

  it('rejects the public id of a course certificate', async () => {
    const { id: siteId } = await newSite(server.db)
    const { publicId } = await issueStating(server, siteId)
    const issuer = newWallet()
    const answer = await answerOf(create(issuer, await signedAs(issuer, publicId)))
    expect([answer.status, answer.code]).toStrictEqual([409, 'certificate.exists'])
    expect(await server.db.prisma.walletCertificate.count({ where: { id: publicId } })).toBe(0)
  })
})

describe('issuer check of a signed certificate', () => {
  async function created(more: object = {}): Promise<string> {
    const issuer = await newIssuer()
    const body = await signed(issuer, facts(issuer, more))
    await create(issuer, body).expect(200)
    return body.id
  }
  const alter = (id: string, change: string) =>
    server.db.pool.query(`UPDATE certificates SET ${change} WHERE id = $1`, [id])

  it.each([
    "certificate_title = 'Another title'",
    "institution_title = institution_title || ' '",
    'score = 93',
    "ipfs_hash = 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL'",
    "expiration_date = expiration_date + interval '1 s'",
    'checksum_hash = NULL, sealed_checksum = NULL',
    "granted_to = 'academy'",
    'holder_id = (SELECT id FROM wallets WHERE id <> holder_id LIMIT 1)',
  ])('fails, like the record check, after a change in the database: %s', async (change) => {
    const id = await created({ score: 92, expiration_date: '2030-01-01', checksum_hash: 'ab'.repeat(32) })
    await alter(id, change)
    const checks = await checksOf(id)
    expect(checks).toMatchObject({
      verdict: 'not_valid',
      record: { outcome: 'failed' },
      issuer: { outcome: 'failed', code: 'issuer.not_signed' },
    })
  })

  it.each([
    "certificate_title = 'Another title'",
    "issued_at = issued_at + interval '1 s'",
    "salt = decode(repeat('00', 32), 'hex')",
    'issuer_signature = set_byte(issuer_signature, 3, 255 - get_byte(issuer_signature, 3))',
    'issuer_id = (SELECT id FROM wallets WHERE id <> issuer_id LIMIT 1)',
  ])('fails after a change in the database that removes the digest as well: %s', async (change) => {
    const id = await created()
    await alter(id, `${change}, digest = NULL`)
    expect(await checksOf(id)).toMatchObject({
      verdict: 'not_valid',
      record: { outcome: 'skipped' },
      issuer: { outcome: 'failed', code: 'issuer.not_signed' },
    })
  })

  it('is unknown for a signature of a later version', async () => {
    const id = await created()
    await alter(id, "proof_version = '2'")
    expect(await checksOf(id)).toMatchObject({
      verdict: 'not_checked',
      issuer: { outcome: 'unknown', code: 'issuer.unknown_version' },
    })
  })

  it('passes for every certificate that was prepared, signed and created', async () => {
    const issuer = newWallet()
    let accepted = 0
    const property = fc.asyncProperty(extremeCertificates.wallet, async (extremes) => {
      const body = facts(newWallet(), extremes)
      const answer = await server.http.post(`${certificates}typed_data/`).set(issuer.headers).send(body)
      if (answer.status === 400) return
      const { typed_data, ...identity } = answer.body
      await create(issuer, { ...body, ...identity, issuer_signature: issuer.signTypedData(typed_data) }).expect(200)
      expect(await checksOf(identity.id)).toMatchObject({
        record: { outcome: 'passed' },
        issuer: { outcome: 'passed', code: 'issuer.signed' },
      })
      accepted += 1
    })
    await fc.assert(property, {
      numRuns: 60,
      examples: [
        [{ score: 0.1 + 0.2 }],
        [{ score: -0 }],
        [{ score: 5e-324 }],
        [{ score: 1.7976931348623157e308 }],
        [{ score: '1.1355183651826271e+29' }],
        [{ expiration_date: '2030-01-01T10:30:00.999999Z' }],
        [{ certificate_title: ' e\u0301 \u00a0' }],
        [{ skills: ['z', 'Z', '\ud83d\ude00', '\uffee', 'z '], industries: ['b', 'a'] }],
      ],
      interruptAfterTimeLimit: 20_000,
      markInterruptAsFailure: true,
    })
    expect(accepted).toBeGreaterThan(10)
  })
})

describe('change of CHAIN_ID', () => {
  async function changedTo(chainId: number) {
    const config = { ...readConfig({ LOG_LEVEL: 'silent' }), chainId }
    const app = await buildApp({
      ...{ config, db: server.db, ipfs: server.ipfs, chain: null },
      publicUrl: () => server.url,
    })
    onTestFinished(() => app.close())
    await app.listen({ host: '127.0.0.1', port: 0 })
    return { http: supertest(app.server) }
  }

  it('keeps signed certificates and their bundles valid', async () => {
    const issuer = await newIssuer()
    const id: string = (await create(issuer, await signed(issuer, facts(issuer))).expect(200)).body.certificate_pk
    const there = await changedTo(5)
    expect((await there.http.get(`/verify/${id}.json`).expect(200)).body.verdict).toBe('valid')
    const { body, text } = await there.http.get(`/verify/${id}/bundle.json`).expect(200)
    expect(body.domain.chainId).toBe(1)
    expect(await verifyIndependently(text, null, new Date(), null, issuer.address)).toBe('valid')
  })

  it('accepts revocations only for the chain of the certificate', async () => {
    const issuer = newWallet()
    const id: string = (await create(issuer, await signed(issuer, facts(issuer))).expect(200)).body.certificate_pk
    const there = await changedTo(5)
    const revoke = (chainId: number) =>
      there.http
        .post(`${certificates}${id}/revoke/`)
        .set(issuer.headers)
        .send(issuer.signRevocation({ certificate: id, domain: { chainId } }))
    expect((await revoke(5).expect(400)).body.error.issuer_signature).toStrictEqual([
      expect.stringContaining('chain 1'),
    ])
    await revoke(1).expect(200)
    const { body } = await there.http.get(`/verify/${id}/bundle.json`).expect(200)
    expect(body.revocation.signature).toMatch(/^0x[0-9a-f]{130}$/)
  })

  it('rejects a certificate that was signed for the previous chain', async () => {
    const issuer = newWallet()
    const body = await signed(issuer, facts(issuer))
    await create(issuer, body).expect(200)
    const there = await changedTo(5)
    const again = await there.http.post(certificates).set(issuer.headers).send(body)
    expect([again.status, again.headers['x-error-code']]).toStrictEqual([400, 'issuer_signature.invalid'])
  })
})

describe('issuer_signature of a contract wallet', () => {
  const domain = { chainId: ANVIL_CHAIN }
  let anvil: Anvil
  let there: TestApp
  let itsDocument: string
  beforeAll(async () => {
    anvil = await startAnvil()
    there = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN })
    itsDocument = await putDocument(there)
  })

  async function contract(code: string, node = anvil): Promise<string> {
    const address = newAddress()
    await node.setCode(address, code)
    return address
  }

  /** Signs a request with the owner’s key and sends it for the contract. */
  async function post(path: string, owner: TestWallet, address: string, sent: object, app = there) {
    const url = app.url + path
    const body = JSON.stringify(sent)
    const headers = owner.sign({ method: 'POST', url, body, address, domain })
    return app.http
      .post(path)
      .set({ ...headers, 'Content-Type': 'application/json' })
      .send(body)
  }

  async function signedBy(owner: TestWallet, address: string, app = there) {
    const body = { ...facts(owner), ipfs_hash: itsDocument }
    const { typed_data, ...identity } = (await post(`${certificates}typed_data/`, owner, address, body, app)).body
    await confirmWallet(app.db, address)
    expect(typed_data.message.issuer).toBe(address)
    return { ...body, ...identity, issuer_signature: owner.signTypedData(typed_data) }
  }

  it('limits contract checks per client and minute, and does not replay a 429 response', async () => {
    const limited = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN, signInsPerMinute: 1 })
    const [issuer, other] = [newWallet(), newWallet()]
    const sent = { ...facts(issuer), ipfs_hash: await putDocument(limited) }
    const ask = (path: string, body: object, headers = {}) =>
      limited.http
        .post(path)
        .set({ ...issuer.headers, ...headers })
        .send(body)
    const { typed_data, ...identity } = (await ask(`${certificates}typed_data/`, sent).expect(200)).body
    const body = { ...sent, ...identity, issuer_signature: other.signTypedData(typed_data) }
    await ask(certificates, body).expect(400)
    const key = { 'Idempotency-Key': randomUUID() }
    for (const _ of ['first', 'again']) {
      const { headers } = await ask(certificates, body, key).expect(429)
      expect(headers).toMatchObject({ 'x-error-code': 'rate.limited', 'retry-after': expect.stringMatching(/^\d+$/) })
      expect(headers).not.toHaveProperty('idempotent-replayed')
    }
  })

  it('creates a certificate that is valid as long as the contract accepts its signature', async () => {
    const owner = newWallet()
    const address = await contract(ownedBy(owner.address))
    const body = await signedBy(owner, address)
    expect((await post(certificates, owner, address, body)).body).toStrictEqual({
      status: 'ok',
      certificate_pk: body.id,
      verification_url: `${there.url}/verify/${body.id}`,
    })
    const evidence = { address }
    expect(await checksOf(body.id, there)).toMatchObject({
      verdict: 'valid',
      issuer: { outcome: 'passed', code: 'issuer.signed', evidence },
    })
    const { 'has no code': nothing, ...contracts } = refusing
    // Without a contract, the node may only lag behind. That is no evidence against the signature.
    await anvil.setCode(address, nothing)
    expect(await checksOf(body.id, there)).toMatchObject({
      verdict: 'not_checked',
      issuer: { outcome: 'unknown', code: 'issuer.unavailable', evidence },
    })
    for (const code of Object.values(contracts)) {
      await anvil.setCode(address, code)
      expect(await checksOf(body.id, there)).toMatchObject({
        verdict: 'not_valid',
        issuer: { outcome: 'failed', code: 'issuer.not_signed', evidence },
      })
    }
  })

  it.each(Object.entries(refusing))('rejects a signature for a contract that %s', async (_, code) => {
    const owner = newWallet()
    const address = await contract(ownedBy(owner.address))
    const session = await signIn(there, owner, address)
    const body = await signedBy(owner, address)
    await anvil.setCode(address, code)
    const answer = await there.http.post(certificates).set(session).send(body)
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([400, 'issuer_signature.invalid'])
  })

  it('creates nothing while the node is unavailable, and reports existing certificates as not checked', async () => {
    const mortal = await startAnvil()
    const app = await startTestApp({ ethRpcUrl: mortal.url, chainId: ANVIL_CHAIN })
    itsDocument = await putDocument(app)
    const owner = newWallet()
    const address = await contract(ownedBy(owner.address), mortal)
    const [known, fresh] = [await signedBy(owner, address, app), await signedBy(owner, address, app)]
    await post(certificates, owner, address, known, app)
    const session = await signIn(app, owner, address)
    await mortal.kill()

    const answer = await app.http.post(certificates).set(session).send(fresh)
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([503, 'chain.unavailable'])
    await app.http.get(`${certificates}${fresh.id}/`).expect(404)
    expect(await checksOf(known.id, app)).toMatchObject({
      verdict: 'not_checked',
      record: { outcome: 'passed' },
      issuer: { outcome: 'unknown', code: 'issuer.unavailable', evidence: { address } },
    })
  })

  it('does not ask the node about a wallet that signed with its key', async () => {
    const deaf = await startTestApp({ ethRpcUrl: 'http://127.0.0.1:9/', chainId: ANVIL_CHAIN })
    const owner = newWallet()
    itsDocument = await putDocument(deaf)
    const body = await signedBy(owner, owner.address, deaf)
    await post(certificates, owner, owner.address, body, deaf)
    expect(await checksOf(body.id, deaf)).toMatchObject({ verdict: 'valid', issuer: { code: 'issuer.signed' } })
    await deaf.db.pool.query("UPDATE certificates SET certificate_title = 'x', digest = NULL WHERE id = $1", [body.id])
    expect(await checksOf(body.id, deaf)).toMatchObject({ verdict: 'not_valid', issuer: { outcome: 'failed' } })
  })

  it('returns typed data that eth_signTypedData_v4 accepts', async () => {
    // The first account of every development node.
    const key = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'
    const account = walletOf(key)
    itsDocument = await putDocument(there)
    const body = { ...facts(account), ipfs_hash: itsDocument }
    const prepared = await there.http.post(`${certificates}typed_data/`).set(account.headers).send(body).expect(200)
    const { typed_data, ...identity } = prepared.body
    const issuer_signature = await anvil.send('eth_signTypedData_v4', [account.address, typed_data])
    await confirmWallet(there.db, account.address)
    await there.http
      .post(certificates)
      .set(account.headers)
      .send({ ...body, ...identity, issuer_signature })
      .expect(200)
    expect(await checksOf(identity.id, there)).toMatchObject({ verdict: 'valid', issuer: { code: 'issuer.signed' } })
  })
})

const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n

/** Returns the malleable twin of a signature, the one with high s. */
function highS(signature: string): string {
  const s = ORDER - BigInt(`0x${signature.slice(66, 130)}`)
  return `${signature.slice(0, 66)}${s.toString(16).padStart(64, '0')}${signature.endsWith('1b') ? '1c' : '1b'}`
}

function flipped(digit = '0'): string {
  return (Number.parseInt(digit, 16) ^ 1).toString(16)
}
