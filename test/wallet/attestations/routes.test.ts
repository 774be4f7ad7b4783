import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { newEvent } from '../../support/chain/verificationEvents.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { documented, newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

let server: TestApp

beforeAll(async () => {
  server = await startTestApp()
})

const certificates = '/api/v1/certificates/'
const verifications = '/api/v1/verifications/'

async function issue(issuer: TestWallet, holder: TestWallet, more: object = {}): Promise<string> {
  const body = { ...documented.body, holder_eth_address: holder.address, ...more }
  const answer = await server.http.post(certificates).set(issuer.headers).send(body).expect(200)
  return answer.body.certificate_pk
}

function ask(holder: TestWallet, certificate: string, verifier: TestWallet, more: object = {}) {
  const body = { certificate, verifier: verifier.address, granted_to_type: 1, verifier_type: 2, ...more }
  return server.http.post(verifications).set(holder.headers).send(body)
}

/** Requests an attestation; returns its id, its certificate, and the wallets of holder and verifier. */
async function requested() {
  const [holder, verifier] = [newWallet(), newWallet()]
  const certificate = await issue(newWallet(), holder)
  const { id } = (await ask(holder, certificate, verifier).expect(200)).body
  return { id: String(id), certificate, holder, verifier }
}

const move = (id: string, name: string, wallet: TestWallet) =>
  server.http.post(`${verifications}${id}/${name}/`).set(wallet.headers)

const stateOf = async (id: string) => (await server.db.prisma.attestation.findUniqueOrThrow({ where: { id } })).state

async function put(id: string, state: 'requested' | 'open' | 'pending' | 'verified' | 'revoked' | 'rejected') {
  const eventId = state === 'verified' || state === 'revoked' ? await newEvent(server.db) : null
  const verifiedFrom = eventId === null ? null : 'pending'
  await server.db.prisma.attestation.update({ where: { id }, data: { state, eventId, verifiedFrom } })
}

const retrieve = (id: string, reader: TestWallet) => server.http.get(`${verifications}${id}/`).set(reader.headers)

describe('POST /verifications/', () => {
  it('accepts BDN’s documented request and shows the attestation to its holder and verifier only', async () => {
    const [issuer, holder, verifier] = [newWallet(), newWallet(), newWallet()]
    const certificate = await issue(issuer, holder)
    const answer = await ask(holder, certificate, verifier).expect(200)
    expect(answer.body).toStrictEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      state: 'requested',
      tx_hash: null,
      block_hash: null,
      block_number: 0,
      certificate,
      granted_to: expect.stringMatching(/^[0-9a-f-]{36}$/),
      granted_to_eth_address: holder.address,
      granted_to_type: 1,
      verifier: expect.stringMatching(/^[0-9a-f-]{36}$/),
      verifier_eth_address: verifier.address,
      verifier_type: 2,
      meta_ipfs_hash: null,
      date_created: answer.body.date_last_modified,
      date_last_modified: expect.stringMatching(/Z$/),
    })
    for (const reader of [holder, verifier]) {
      expect((await retrieve(answer.body.id, reader).expect(200)).body).toStrictEqual(answer.body)
    }
    expect((await retrieve(answer.body.id, issuer).expect(401)).body).toStrictEqual({ status: 'denied' })
    await server.http.get(`${verifications}${answer.body.id}`).expect(401)
  })

  it('accepts a form with numbers as text, upper case, no 0x and no trailing slash', async () => {
    const [holder, verifier] = [newWallet(), newWallet()]
    const form = new URLSearchParams({
      certificate: (await issue(newWallet(), holder)).toUpperCase(),
      verifier: verifier.address.slice(2).toUpperCase(),
      granted_to_type: '3',
      verifier_type: '3',
    })
    const request = server.http.post('/api/v1/verifications').set(holder.headers).type('form').send(form.toString())
    const { body } = await request.expect(200)
    expect(body).toMatchObject({ verifier_eth_address: verifier.address, granted_to_type: 3, verifier_type: 3 })
  })

  it('accepts a signed request once', async () => {
    const [holder, verifier] = [newWallet(), newWallet()]
    const body = JSON.stringify({
      certificate: await issue(newWallet(), holder),
      verifier: verifier.address,
      verifier_type: 2,
    })
    const signed = holder.sign({ method: 'POST', url: server.url + verifications, body })
    const send = () => server.http.post(verifications).set(signed).type('json').send(body)
    const { id } = (await send().expect(200)).body
    expect((await send().expect(401)).headers['x-error-code']).toBe('signature.replayed')
    const path = `${verifications}${id}/set_pending_by_id/`
    await server.http
      .post(path)
      .set(verifier.sign({ method: 'POST', url: server.url + path }))
      .expect(200)
    expect(await stateOf(id)).toBe('pending')
  })

  it('rejects other wallets than the holder, and unsigned requests', async () => {
    const [issuer, holder, verifier] = [newWallet(), newWallet(), newWallet()]
    const certificate = await issue(issuer, holder)
    for (const wallet of [issuer, newWallet()]) {
      expect((await ask(wallet, certificate, verifier).expect(401)).body).toStrictEqual({ status: 'denied' })
    }
    await server.http
      .post(verifications)
      .send({ certificate, verifier: verifier.address, verifier_type: 2 })
      .expect(401)
    expect(await server.db.prisma.attestation.count({ where: { certificateId: certificate } })).toBe(0)
  })

  it('rejects the holder or a learner as verifier, duplicates and unknown certificates', async () => {
    const [holder, verifier] = [newWallet(), newWallet()]
    const certificate = await issue(newWallet(), holder)
    const refused = async (request: ReturnType<typeof ask>) => {
      const { body, headers } = await request.expect(400)
      expect(Object.keys(body)).toStrictEqual(['error'])
      return headers['x-error-code']
    }
    expect(await refused(ask(holder, certificate, holder))).toBe('verification.own')
    expect(await refused(ask(holder, certificate, verifier, { verifier_type: 1 }))).toBe('input.invalid')
    expect(await refused(ask(holder, randomUUID(), verifier))).toBe('input.invalid')
    expect(await refused(ask(holder, 'x', verifier))).toBe('input.invalid')
    expect(await refused(ask(holder, certificate, verifier, { verifier: '0x12' }))).toBe('input.invalid')
    await ask(holder, certificate, verifier).expect(200)
    expect(await refused(ask(holder, certificate, verifier))).toBe('verification.duplicate')
    // Another type of verifier or grantee makes it another attestation.
    await ask(holder, certificate, verifier, { verifier_type: 3 }).expect(200)
    await ask(holder, certificate, verifier, { granted_to_type: 2 }).expect(200)
  })

  it('creates one attestation for concurrent identical requests', async () => {
    const [holder, verifier] = [newWallet(), newWallet()]
    const certificate = await issue(newWallet(), holder)
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(holder, certificate, verifier)))
    expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, ...Array(7).fill(400)])
  })

  it('replays the response for the same Idempotency-Key', async () => {
    const [holder, verifier] = [newWallet(), newWallet()]
    const certificate = await issue(newWallet(), holder)
    const key = { 'Idempotency-Key': randomUUID() }
    const first = await ask(holder, certificate, verifier).set(key).expect(200)
    const again = await ask(holder, certificate, verifier).set(key).expect(200)
    expect(again.body).toStrictEqual(first.body)
    expect(again.headers['idempotent-replayed']).toBe('true')

    const path = `${verifications}${first.body.id}/set_pending_by_id/`
    const pend = () => server.http.post(path).set(verifier.headers).set('Idempotency-Key', key['Idempotency-Key'])
    await pend().expect(200)
    await pend().expect(200, { status: 'ok' })
    await move(first.body.id, 'set_pending_by_id', verifier).expect(409)
  })
})

describe('POST /verifications/:id/set_pending_by_id/, set_open_by_id/ and reject_by_id/', () => {
  const states = ['requested', 'open', 'pending', 'verified', 'revoked', 'rejected'] as const
  const allowed = {
    set_pending_by_id: { to: 'pending', from: ['requested', 'open'] },
    set_open_by_id: { to: 'open', from: ['requested', 'pending'] },
    reject_by_id: { to: 'rejected', from: ['requested', 'open'] },
  } as const
  const cases = Object.entries(allowed).flatMap(([name, { to, from }]) =>
    states.map((state) => [name, state, (from as readonly string[]).includes(state) ? to : null] as const),
  )

  it.each(cases)('applies %s in state %s; new state: %s (null: 409)', async (name, state, to) => {
    const { id, verifier } = await requested()
    await put(id, state)
    const answer = await move(id, name, verifier)
    if (to) {
      expect([answer.status, answer.body]).toStrictEqual([200, { status: 'ok' }])
      expect(await stateOf(id)).toBe(to)
    } else {
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([409, 'verification.moved'])
      expect(answer.body).toStrictEqual({ detail: expect.stringContaining(state) })
      expect(await stateOf(id)).toBe(state)
    }
  })

  it('returns 404 to other wallets and for unknown ids, and 401 without a signature', async () => {
    const { id, holder, verifier } = await requested()
    for (const name of Object.keys(allowed)) {
      for (const [which, wallet] of [
        [id, holder],
        [id, newWallet()],
        [randomUUID(), verifier],
        ['x', verifier],
      ] as const) {
        expect((await move(which, name, wallet).expect(404)).body).toStrictEqual({ detail: 'Not found.' })
      }
      await server.http.post(`${verifications}${id}/${name}/`).expect(401)
    }
    expect(await stateOf(id)).toBe('requested')
  })

  it('ignores the body and accepts a path without its trailing slash', async () => {
    const { id, verifier } = await requested()
    const path = `${verifications}${id}/set_pending_by_id`
    await server.http.post(path).set(verifier.headers).type('json').send('{').expect(200)
  })

  it('changes the state once for concurrent requests', async () => {
    const { id, verifier } = await requested()
    const names = ['set_pending_by_id', 'reject_by_id', 'set_pending_by_id', 'reject_by_id']
    const answers = await Promise.all(names.map((name) => move(id, name, verifier)))
    expect(answers.map(({ status }) => status).sort()).toStrictEqual([200, 409, 409, 409])
  })

  it('sets date_last_modified', async () => {
    const { id, verifier, holder } = await requested()
    server.setNow(new Date('2030-01-01T00:00:00Z'))
    await move(id, 'set_pending_by_id', verifier).expect(200)
    server.setNow(null)
    const { body } = await retrieve(id, holder).expect(200)
    expect(body.date_last_modified).toBe('2030-01-01T00:00:00.000Z')
  })
})

describe('GET /verifications/', () => {
  it('lists the attestations of a verifier by profile, undecided ones first, in pages', async () => {
    const verifier = newWallet()
    const ids: string[] = []
    for (let index = 0; index < 5; index += 1) {
      const holder = newWallet()
      const more = { verifier_type: index < 4 ? 2 : 3 }
      ids.push((await ask(holder, await issue(newWallet(), holder), verifier, more).expect(200)).body.id)
    }
    const [first = '', second = '', third = '', fourth = '', business = ''] = ids
    await put(first, 'rejected')
    await put(second, 'pending')
    const list = async (query: string) =>
      (await server.http.get(`${verifications}${query}`).set(verifier.headers).expect(200)).body
    const idsOf = (body: { results: { id: string }[] }) => body.results.map(({ id }) => id)

    const academy = await list('?active_profile=Academy')
    expect(idsOf(academy)).toStrictEqual([third, fourth, second, first])
    expect(academy).toMatchObject({ count: 4, next: null, previous: null })
    expect(idsOf(await list('?active_profile=Business'))).toStrictEqual([business])
    expect(await list('?active_profile=Learner')).toStrictEqual({ count: 0, next: null, previous: null, results: [] })
    expect((await list('')).count).toBe(5)
    expect((await list('?active_profile=')).count).toBe(5)

    const seen: string[] = []
    let next: string | null = `${server.url}${verifications}?active_profile=Academy&limit=3`
    let previous: string | null = null
    while (next) {
      const page: { next: string | null; previous: string | null; results: { id: string }[] } = (
        await server.http.get(next.slice(server.url.length)).set(verifier.headers).expect(200)
      ).body
      seen.push(...idsOf(page))
      next = page.next
      previous = page.previous
    }
    expect(seen).toStrictEqual(idsOf(academy))
    expect(previous).toBe(`${server.url}${verifications}?active_profile=Academy&limit=3`)

    const linked: string[] = []
    let link: string | undefined = `${server.url}${verifications}?active_profile=Academy&limit=1`
    while (link) {
      const page: { body: { results: { id: string }[] }; headers: { link?: string } } = await server.http
        .get(link.slice(server.url.length))
        .set(verifier.headers)
        .expect(200)
      linked.push(...idsOf(page.body))
      link = /^<(.+)>; rel="next"$/.exec(page.headers.link ?? '')?.[1]
      // Already listed, so that a change of its state moves it to another page, and no other is left out.
      if (linked.length === 1) await put(third, 'rejected')
    }
    expect(linked).toStrictEqual([third, fourth, second, first, third])

    for (const query of ['?active_profile=Nobody', '?cursor=x', '?limit=0', '?limit=1001', '?offset=-1', '?limit=x']) {
      await server.http.get(`${verifications}${query}`).set(verifier.headers).expect(400)
    }
    await server.http.get(verifications).expect(401)
  })

  it('omits attestations of deleted certificates, which the parties can still retrieve', async () => {
    const { id, certificate, holder, verifier } = await requested()
    await server.http.post(`${certificates}${certificate}/delete_by_id/`).set(holder.headers).expect(200)
    expect((await server.http.get(verifications).set(verifier.headers).expect(200)).body.count).toBe(0)
    expect((await retrieve(id, verifier).expect(200)).body).toMatchObject({ certificate: null, state: 'requested' })
  })
})

describe('attestations in GET /certificates/', () => {
  it('shows verified and revoked attestations of a certificate, grouped by verifier', async () => {
    const [holder, academy, company] = [newWallet(), newWallet(), newWallet()]
    const certificate = await issue(newWallet(), holder)
    const made: string[] = []
    for (const [verifier, type, state] of [
      [academy, 2, 'verified'],
      [company, 3, 'verified'],
      [academy, 3, 'revoked'],
      [company, 2, 'pending'],
      [newWallet(), 2, 'rejected'],
    ] as const) {
      const { id } = (await ask(holder, certificate, verifier, { verifier_type: type }).expect(200)).body
      await put(id, state)
      made.push(id)
    }
    const shown = (await server.http.get(`${certificates}${certificate}/`).expect(200)).body.verifications
    const one = { verifier_name: '', date_last_modified: expect.any(String), tx_hash: expect.stringMatching(/^0x/) }
    expect(shown).toStrictEqual([
      [
        { id: made[0], state: 'verified', verifier_type: 2, verifier_eth_address: academy.address, ...one },
        { id: made[2], state: 'revoked', verifier_type: 3, verifier_eth_address: academy.address, ...one },
      ],
      [{ id: made[1], state: 'verified', verifier_type: 3, verifier_eth_address: company.address, ...one }],
    ])
    const held = await server.http.get(`${certificates}?role=holder`).set(holder.headers).expect(200)
    expect(held.body[0].verifications).toStrictEqual(shown)
  })

  it('lists certificates with the same number of queries, however many attestations they have', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const listing = async () => {
      const ask = vi.spyOn(server.db.pool, 'query')
      const connect = vi.spyOn(server.db.pool, 'connect')
      await server.http.get(`${certificates}get_certificates_by_learner/?eth_address=${holder.address}`).expect(200)
      const count = ask.mock.calls.length + connect.mock.calls.length
      ask.mockRestore()
      connect.mockRestore()
      return count
    }
    const add = async (count: number) => {
      for (let index = 0; index < count; index += 1) {
        const certificate = await issue(issuer, holder, { skills: ['Python'], industries: ['E-Learning'] })
        const { id } = (await ask(holder, certificate, newWallet()).expect(200)).body
        await put(id, 'verified')
      }
    }
    await add(2)
    const few = await listing()
    await add(10)
    expect(few).toBeGreaterThan(0)
    expect(await listing()).toBe(few)
  })

  it.each([
    ['Academy', 2],
    ['Business', 3],
  ])('opens an attestation by the issuer when it issues as %s to another wallet', async (active_profile, type) => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const certificate = await issue(issuer, holder, { active_profile, granted_to_type: 3 })
    const query = `?active_profile=${active_profile}`
    const { body } = await server.http.get(`${verifications}${query}`).set(issuer.headers).expect(200)
    expect(body.results).toMatchObject([
      {
        ...{ state: 'open', certificate, verifier_type: type, granted_to_type: 3 },
        ...{ verifier_eth_address: issuer.address, granted_to_eth_address: holder.address },
      },
    ])
    await move(body.results[0].id, 'set_pending_by_id', issuer).expect(200)
  })

  it.each([
    ['Learner', false],
    [undefined, false],
    ['', false],
    ['Academy', true],
  ])(
    'opens no attestation for a certificate issued as %j (to the issuer itself: %s)',
    async (active_profile, toOneself) => {
      const issuer = newWallet()
      const certificate = await issue(issuer, toOneself ? issuer : newWallet(), { active_profile })
      expect(await server.db.prisma.attestation.count({ where: { certificateId: certificate } })).toBe(0)
    },
  )
})
