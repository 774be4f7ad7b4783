import { randomUUID } from 'node:crypto'
import { fastify } from 'fastify'
import { beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../src/core/problem.ts'
import { type ProblemCode, problemGroups } from '../../src/core/problemCodes.ts'
import { handleErrors } from '../../src/http/failure.ts'
import { replayResponses } from '../../src/http/idempotency.ts'
import { contentsOf } from '../support/database/contents.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const post = (path: string, body: object, idempotencyKey: string, key = site.key) =>
  server.http.post(`/openapi/v1${path}`).set({ 'X-API-KEY': key, 'Idempotency-Key': idempotencyKey }).send(body)

const courses = () => server.db.prisma.course.count()

describe('Idempotency-Key of the LMS API', () => {
  it('replays the response and changes nothing', async () => {
    const key = randomUUID()
    const first = await post('/courses', { name: 'Once' }, key).expect(201)
    const before = await contentsOf(server.db.pool)
    const again = await post('/courses', { name: 'Once' }, key).expect(201)
    expect(again.text).toBe(first.text)
    expect(again.headers['content-type']).toBe(first.headers['content-type'])
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(first.headers).not.toHaveProperty('idempotent-replayed')
    expect(await contentsOf(server.db.pool)).toBe(before)
  })

  it('replays the first response even if the object has changed since', async () => {
    const key = randomUUID()
    const first = await post('/courses', { name: 'First' }, key).expect(201)
    await server.http
      .patch(`/openapi/v1/courses/${first.body.id}`)
      .set('X-API-KEY', site.key)
      .send({ name: 'Second' })
      .expect(200)
    expect((await post('/courses', { name: 'First' }, key).expect(201)).text).toBe(first.text)
  })

  it('rejects a key that was sent with another body or to another route', async () => {
    const key = randomUUID()
    await post('/courses', { name: 'One' }, key).expect(201)
    const before = await courses()
    const refused = await post('/courses', { name: 'Two' }, key).expect(422)
    expect(refused.headers['x-error-code']).toBe('idempotency.key_reused')
    expect(refused.body).toStrictEqual({ status: 422, message: expect.any(String) })
    await post('/keys', { label: 'One' }, key).expect(422)
    expect(await courses()).toBe(before)
  })

  it('separates the keys of two sites', async () => {
    const key = randomUUID()
    const other = await newSite(server.db)
    const mine = await post('/courses', { name: 'Mine' }, key).expect(201)
    const theirs = await post('/courses', { name: 'Mine' }, key, other.key).expect(201)
    expect(theirs.body.id).not.toBe(mine.body.id)
  })

  it('replays a response for 24 hours', async () => {
    const key = randomUUID()
    const start = new Date('2026-09-01T00:00:00Z')
    server.setNow(start)
    const first = await post('/courses', { name: 'A day' }, key).expect(201)
    server.setNow(new Date(start.getTime() + 86_399_000))
    expect((await post('/courses', { name: 'A day' }, key).expect(201)).body.id).toBe(first.body.id)
    server.setNow(new Date(start.getTime() + 86_400_000))
    const later = await post('/courses', { name: 'Another day' }, key).expect(201)
    expect(later.body.id).not.toBe(first.body.id)
    server.setNow(null)
  })

  it('executes the request once when it is sent in parallel', async () => {
    const key = randomUUID()
    const before = await courses()
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/courses', { name: 'Crowd' }, key)))
    const made = answers.filter((answer) => answer.status === 201)
    expect(new Set(made.map((answer) => answer.text)).size).toBe(1)
    for (const answer of answers) {
      if (answer.status === 201) continue
      expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([409, 'idempotency.in_flight'])
      expect(answer.headers['retry-after']).toBe('1')
    }
    expect(await courses()).toBe(before + 1)
    expect((await post('/courses', { name: 'Crowd' }, key).expect(201)).text).toBe(made[0]?.text)
  })

  it('executes a request again when the caller has mended what it lacked', async () => {
    const { body: course } = await post('/courses', { name: 'Mendable' }, randomUUID()).expect(201)
    const key = randomUUID()
    const issue = () => post(`/courses/${course.id}/certificates`, { userId: 'late' }, key)
    expect((await issue().expect(400)).headers['x-error-code']).toBe('input.invalid')
    const late = { id: 'late', name: 'Late', email: 'late@example.com', password: 'p', roleAlias: 'learner' }
    await post('/users', late, randomUUID()).expect(201)
    const first = await issue().expect(201)
    expect((await issue().expect(201)).text).toBe(first.text)
  })

  it('accepts a corrected request with the same key after a validation error', async () => {
    const key = randomUUID()
    await post('/courses', { name: '' }, key).expect(400)
    await post('/courses', { name: 'Mended' }, key).expect(201)
  })

  it('accepts the same key at once after an internal error, and executes the request once', async () => {
    const key = randomUUID()
    await server.db.pool.query(
      `ALTER TABLE audit_entries ADD CONSTRAINT no_audit CHECK (action <> 'course.create') NOT VALID`,
    )
    const before = await courses()
    await post('/courses', { name: 'Unlucky' }, key).expect(500)
    expect(await courses()).toBe(before)
    await server.db.pool.query('ALTER TABLE audit_entries DROP CONSTRAINT no_audit')
    const first = await post('/courses', { name: 'Unlucky' }, key).expect(201)
    expect((await post('/courses', { name: 'Unlucky' }, key).expect(201)).text).toBe(first.text)
    expect(await courses()).toBe(before + 1)
  })

  it.each(['', 'with space', 'ünïcödé', 'x'.repeat(256)])('rejects the key %j', async (key) => {
    const answer = await post('/courses', { name: 'Keyless' }, encodeHeader(key))
    expect([answer.status, answer.headers['x-error-code']]).toStrictEqual([400, 'input.invalid'])
  })

  it('stores no secret of a response, and not the key, in readable form', async () => {
    const idempotencyKey = randomUUID()
    const { body } = await post('/keys', { label: 'Secret' }, idempotencyKey).expect(201)
    const hook = { url: 'https://lms.example/hooks', events: ['User/Edited'] }
    const { secret } = (await post('/webhooks', hook, randomUUID()).expect(201)).body
    const contents = await contentsOf(server.db.pool)
    const hex = (text: string) => Buffer.from(text).toString('hex')
    for (const trace of [body.key, hex(body.key), hex(secret), idempotencyKey, hex(idempotencyKey)]) {
      expect(contents).not.toContain(trace)
    }
    expect((await post('/keys', { label: 'Secret' }, idempotencyKey).expect(201)).body.key).toBe(body.key)
  })
})

/** Encodes a header so that Node sends its UTF-8 bytes. */
function encodeHeader(text: string): string {
  return Buffer.from(text).toString('latin1')
}

/** Whatever the caller does, the same request fails again. */
const permanent = [
  ...['certificate.deleted', 'certificate.erased', 'certificate.exists', 'certificate.not_holder'],
  ...['certificate.not_issuer', 'certificate.published', 'certificate.replaced', 'certificate.revoked'],
  ...['credential.not_exported', 'font.invalid', 'issuer.compromised', 'issuer.not_self', 'template.invalid'],
  ...['user.erased'],
  ...['verification.duplicate', 'verification.not_party', 'verification.own'],
]

describe('Idempotency-Key and error codes', () => {
  const app = fastify({ forceCloseConnections: true })
  let executed = 0
  beforeAll(() => {
    replayResponses(app, { db: server.db, now: () => new Date(), ownerOf: () => 'site/1' })
    handleErrors(app, ({ code }) => ({ code }))
    app.post<{ Params: { code: ProblemCode } }>('/:code', ({ params: { code } }) => {
      executed += 1
      throw new Problem(code)
    })
  })
  // The row of the key says these, not a refusal.
  const ofTheKey = ['idempotency.in_flight', 'idempotency.response_erased']
  const codes = Object.values(problemGroups).flatMap((group) => Object.keys(group))

  it.each(codes.filter((code) => !ofTheKey.includes(code)))('replays only permanent failures: %s', async (code) => {
    const send = () => app.inject({ method: 'POST', url: `/${code}`, headers: { 'idempotency-key': code } })
    const before = executed
    const first = await send()
    const again = await send()
    expect([again.statusCode, again.body]).toStrictEqual([first.statusCode, first.body])
    expect(executed - before).toBe(permanent.includes(code) ? 1 : 2)
    expect(again.headers['idempotent-replayed']).toBe(permanent.includes(code) ? 'true' : undefined)
  })
})

describe('Idempotency-Key of the wallet API', () => {
  const wallet = newWallet()
  const send = (path: string, body: object | undefined, idempotencyKey: string, headers = wallet.headers) =>
    server.http
      .post(`/api/v1${path}`)
      .set({ ...headers, 'Idempotency-Key': idempotencyKey })
      .send(body)
  const mine = () => ({ ...documented.body, holder_eth_address: wallet.address })

  it('creates a certificate once and replays the response with its id', async () => {
    const key = randomUUID()
    const first = await send('/certificates/', mine(), key).expect(200)
    const again = await send('/certificates/', mine(), key).expect(200)
    expect(again.text).toBe(first.text)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(await server.db.prisma.walletCertificate.count()).toBe(1)
    const other = await send('/certificates/', { ...mine(), certificate_title: 'Another' }, key).expect(422)
    expect(other.body).toStrictEqual({ detail: expect.any(String) })
  })

  it('deletes a certificate once and replays the response', async () => {
    const { certificate_pk: id } = (await send('/certificates/', mine(), randomUUID()).expect(200)).body
    const key = randomUUID()
    await send(`/certificates/${id}/delete_by_id/`, undefined, key).expect(200, { status: 'ok' })
    await send(`/certificates/${id}/delete_by_id/`, undefined, key).expect(200, { status: 'ok' })
    await send(`/certificates/${id}/delete_by_id/`, undefined, randomUUID()).expect(404)
  })

  it('separates the keys of two wallets', async () => {
    const key = randomUUID()
    const other = newWallet()
    const first = await send('/certificates/', mine(), key).expect(200)
    const second = await send('/certificates/', mine(), key, other.headers).expect(200)
    expect(second.body.certificate_pk).not.toBe(first.body.certificate_pk)
  })

  it('rejects an unsigned request with a key', async () => {
    await send('/certificates/', mine(), randomUUID(), {}).expect(401)
  })
})
