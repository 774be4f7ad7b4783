import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { ANVIL_CHAIN, startAnvil } from '../../support/chain/anvil.ts'
import { newAddress, ownedBy, refusing } from '../../support/chain/contractWallets.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { signIn } from '../../support/wallet/sessions.ts'
import { documented, newWallet, type RevocationToSign, type TestWallet } from '../../support/wallet/wallets.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

const certificates = '/api/v1/certificates/'

async function issueTo(holder: TestWallet, issuer: TestWallet, app = server): Promise<string> {
  const body = { ...documented.body, holder_eth_address: holder.address }
  return (await app.http.post(certificates).set(issuer.headers).send(body).expect(200)).body.certificate_pk
}

const revoke = (id: string, wallet: TestWallet, body: object) =>
  server.http.post(`${certificates}${id}/revoke/`).set(wallet.headers).send(body)

const signed = (issuer: TestWallet, id: string, more: Omit<RevocationToSign, 'certificate'> = {}) =>
  issuer.signRevocation({ certificate: id, ...more })

const shown = async (id: string) => (await server.http.get(`${certificates}${id}/`).expect(200)).body

const storedOf = (id: string) =>
  server.db.prisma.walletCertificate.findUniqueOrThrow({
    where: { id },
    select: { revokedAt: true, revocationReason: true, revocationSignature: true },
  })

const codeOf = ({ status, headers }: { status: number; headers: Record<string, string> }) => [
  status,
  headers['x-error-code'],
]

describe('POST /certificates/:id/revoke/', () => {
  it('shows the revocation and its reason on the page and in every list', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await issueTo(holder, issuer)
    const body = signed(issuer, id, { reason: 'Another person took the exam.' })
    expect((await revoke(id, issuer, body).expect(200)).body).toStrictEqual({ status: 'ok' })

    const revocation = {
      revoked_at: new Date(body.revoked_at * 1000).toISOString(),
      revocation_reason: 'Another person took the exam.',
    }
    expect(await shown(id)).toMatchObject(revocation)
    for (const [wallet, role] of [
      [issuer, 'issuer'],
      [holder, 'holder'],
    ] as const) {
      const list = await server.http.get(`${certificates}?role=${role}`).set(wallet.headers).expect(200)
      expect(list.body).toMatchObject([{ id, ...revocation }])
    }
    const { body: page } = await server.http.get(`/verify/${id}.json`).expect(200)
    expect(page).toMatchObject({
      verdict: 'not_valid',
      certificate: { revokedAt: revocation.revoked_at, revocationReason: revocation.revocation_reason },
    })
    expect(page.checks).toContainEqual(
      expect.objectContaining({
        check: 'revocation',
        dimension: 'status',
        outcome: 'failed',
        code: 'revocation.revoked',
        message: expect.stringContaining('Another person took the exam.'),
      }),
    )
    const { text } = await server.http.get(`/verify/${id}`).set('Accept', 'text/html').expect(200)
    expect(text).toContain('Another person took the exam.')
  })

  it('hides email addresses in the reason', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    await revoke(id, issuer, signed(issuer, id, { reason: 'Ask registrar@office.example.' })).expect(200)
    const { body: page } = await server.http.get(`/verify/${id}.json`).expect(200)
    const all = JSON.stringify([page, await shown(id)])
    expect(all).toContain('Ask …@office.example.')
    expect(all).not.toContain('registrar@')
  })

  it('keeps the first revocation when it is repeated', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    await revoke(id, issuer, signed(issuer, id, { reason: 'First.' })).expect(200)
    const first = await storedOf(id)
    await revoke(id, issuer, signed(issuer, id, { reason: 'Second.' })).expect(200)
    // A late repetition of the first request, with an old `revoked_at`.
    await revoke(id, issuer, signed(issuer, id, { reason: 'First.', revokedAt: 1_700_000_000 })).expect(200)
    expect(await storedOf(id)).toStrictEqual(first)
  })

  it('revokes once for concurrent requests', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const reasons = Array.from({ length: 6 }, (_, index) => `Reason ${index}`)
    await Promise.all(reasons.map((reason) => revoke(id, issuer, signed(issuer, id, { reason })).expect(200)))
    const { revocationReason } = await storedOf(id)
    expect(reasons).toContain(revocationReason)
  })

  it('replays the response for the same Idempotency-Key, and rejects another body with it', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const [key, body] = [randomUUID(), signed(issuer, id)]
    for (const _ of [1, 2]) await revoke(id, issuer, body).set('Idempotency-Key', key).expect(200)
    const again = await revoke(id, issuer, { ...body, reason: 'Another.' }).set('Idempotency-Key', key)
    expect(codeOf(again)).toStrictEqual([422, 'idempotency.key_reused'])
  })

  it('trims the reason and accepts a form', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const { reason, revoked_at, issuer_signature } = signed(issuer, id, { reason: 'A mistake.' })
    const form = new URLSearchParams({ reason: ` ${reason} `, revoked_at: String(revoked_at), issuer_signature })
    await server.http
      .post(`${certificates}${id}/revoke/`)
      .set(issuer.headers)
      .type('form')
      .send(form.toString())
      .expect(200)
    expect((await shown(id)).revocation_reason).toBe('A mistake.')
  })
})

describe('authorization of POST /certificates/:id/revoke/', () => {
  it('rejects the holder, other wallets and unsigned requests', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await issueTo(holder, issuer)
    for (const wallet of [holder, newWallet()]) {
      const answer = await revoke(id, wallet, signed(wallet, id))
      expect([...codeOf(answer), answer.body]).toStrictEqual([...[401, 'certificate.not_issuer', { status: 'denied' }]])
      expect(answer.headers['www-authenticate']).toBeUndefined()
    }
    await server.http.post(`${certificates}${id}/revoke/`).send({ reason: 'A mistake.' }).expect(401)
    expect((await shown(id)).revoked_at).toBeNull()
  })

  it('rejects a static signature without issuer_signature', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const answer = await revoke(id, issuer, { reason: 'A mistake.' })
    expect(codeOf(answer)).toStrictEqual([401, 'signature.static'])
    expect(answer.body.detail).toContain('issuer_signature')
    expect((await shown(id)).revoked_at).toBeNull()
  })

  it('needs no issuer_signature for a signed request or in a session', async () => {
    const issuer = newWallet()
    const [one, other] = [await issueTo(issuer, issuer), await issueTo(issuer, issuer)]
    const path = `${certificates}${one}/revoke/`
    const body = JSON.stringify({ reason: 'A mistake.' })
    const headers = {
      ...issuer.sign({ method: 'POST', url: server.url + path, body }),
      'Content-Type': 'application/json',
    }
    await server.http.post(path).set(headers).send(body).expect(200)
    const before = new Date()
    const session = await signIn(server, issuer)
    await server.http.post(`${certificates}${other}/revoke/`).set(session).send({ reason: 'A mistake.' }).expect(200)
    const { revokedAt, revocationSignature } = await storedOf(other)
    expect(revocationSignature).toBeNull()
    expect(Number(revokedAt)).toBeGreaterThanOrEqual(before.getTime())
  })
})

describe('issuer_signature of a revocation', () => {
  it('stores the signature', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const body = signed(issuer, id)
    await revoke(id, issuer, body).expect(200)
    const { revocationSignature } = await storedOf(id)
    expect(`0x${Buffer.from(revocationSignature ?? []).toString('hex')}`).toBe(body.issuer_signature)
  })

  it.each<[string, Omit<RevocationToSign, 'certificate'> & { certificate?: string }]>([
    ['of another chain', { domain: { chainId: 2 } }],
    ['of another version', { domain: { version: '2' } }],
    ['of another domain', { domain: { name: 'Other' } }],
    ['of another certificate', { certificate: randomUUID() }],
  ])('rejects a signature %s', async (_, change) => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const answer = await revoke(id, issuer, issuer.signRevocation({ certificate: id, ...change }))
    expect(codeOf(answer)).toStrictEqual([400, 'issuer_signature.invalid'])
    expect((await shown(id)).revoked_at).toBeNull()
  })

  it('rejects a signature of another wallet, reason or time', async () => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const body = signed(issuer, id)
    for (const change of [
      { issuer_signature: newWallet().signRevocation({ certificate: id }).issuer_signature },
      { issuer_signature: `0x${'00'.repeat(65)}` },
      { reason: 'Another.' },
      { revoked_at: body.revoked_at - 1 },
    ]) {
      const answer = await revoke(id, issuer, { ...body, ...change })
      expect(codeOf(answer)).toStrictEqual([400, 'issuer_signature.invalid'])
    }
  })

  it.each([
    [-299, 200],
    [299, 200],
    [-301, 400],
    [301, 400],
  ])('answers a revocation whose time is %i seconds off with %i', async (seconds, status) => {
    const issuer = newWallet()
    const id = await issueTo(issuer, issuer)
    const now = Math.floor(Date.now() / 1000)
    server.setNow(new Date(now * 1000))
    const answer = await revoke(id, issuer, signed(issuer, id, { revokedAt: now + seconds }))
    server.setNow(null)
    expect(answer.status).toBe(status)
    if (status === 400) expect(Object.keys(answer.body.error)).toStrictEqual(['revoked_at'])
  })
})

describe('POST /certificates/:id/revoke/ errors', () => {
  it.each(['e0e433e9-477e-43a3-8e23-dfe2686202be', 'abc', '%00'])('returns 404 for the id %s', async (id) => {
    const issuer = newWallet()
    const answer = await revoke(id, issuer, signed(issuer, id))
    expect([answer.status, answer.body]).toStrictEqual([404, { detail: 'Not found.' }])
  })

  it.each([
    ['reason', {}],
    ['reason', { reason: ' ' }],
    ['reason', { reason: 'x'.repeat(1001) }],
    ['reason', { reason: 'a\0b' }],
    ['reason', { reason: ['a'] }],
    ['issuer_signature', { reason: 'A mistake.', revoked_at: 1_795_000_000 }],
    ['revoked_at', { reason: 'A mistake.', issuer_signature: '0x00' }],
    ['revoked_at', { reason: 'A mistake.', issuer_signature: '0x00', revoked_at: 'now' }],
    ['revoked_at', { reason: 'A mistake.', issuer_signature: '0x00', revoked_at: 1.5 }],
    ['issuer_signature', { reason: 'A mistake.', issuer_signature: 'no', revoked_at: 1_795_000_000 }],
  ])('rejects an invalid %s: %j', async (field, body) => {
    const issuer = newWallet()
    const answer = await revoke(await issueTo(issuer, issuer), issuer, body)
    expect([answer.status, Object.keys(answer.body.error)]).toStrictEqual([400, [field]])
  })
})

describe('POST /certificates/:id/revoke/ by a contract wallet', () => {
  const domain = { chainId: ANVIL_CHAIN }

  it('accepts the owner’s signature, and returns 503 while the node is unavailable', async () => {
    const anvil = await startAnvil()
    const there = await startTestApp({ ethRpcUrl: anvil.url, chainId: ANVIL_CHAIN })
    const [owner, address] = [newWallet(), newAddress()]
    await anvil.setCode(address, ownedBy(owner.address))
    const session = await signIn(there, owner, address)
    const body = { ...documented.body, holder_eth_address: owner.address }
    const { body: created } = await there.http.post(certificates).set(session).send(body).expect(200)
    const id: string = created.certificate_pk
    const send = (by: TestWallet) =>
      there.http
        .post(`${certificates}${id}/revoke/`)
        .set(session)
        .send(by.signRevocation({ certificate: id, domain }))

    expect(codeOf(await send(newWallet()))).toStrictEqual([400, 'issuer_signature.invalid'])
    for (const code of Object.values(refusing)) {
      await anvil.setCode(address, code)
      expect(codeOf(await send(owner))).toStrictEqual([400, 'issuer_signature.invalid'])
    }
    await anvil.setCode(address, ownedBy(owner.address))
    await send(owner).expect(200)

    const other = (await there.http.post(certificates).set(session).send(body).expect(200)).body.certificate_pk
    await anvil.kill()
    const answer = await there.http
      .post(`${certificates}${other}/revoke/`)
      .set(session)
      .send(owner.signRevocation({ certificate: other, domain }))
    expect(codeOf(answer)).toStrictEqual([503, 'chain.unavailable'])
    const row = await there.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id: other } })
    expect(row.revokedAt).toBeNull()
  })
})
