import { setTimeout as sleep } from 'node:timers/promises'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { freshDatabase } from '../../support/database/database.ts'
import { pgbouncerVersion, startPgbouncer } from '../../support/database/pgbouncer.ts'
import { hasPostgres, startStreaming } from '../../support/database/streamingReplica.ts'
import { newFolder } from '../../support/files/folders.ts'
import { startS3 } from '../../support/objects/s3Server.ts'
import { startMain } from '../../support/server/process.ts'
import { isEmbedded } from '../../support/setup/templates.ts'
import { documented, newWallet } from '../../support/wallet/wallets.ts'

// After one process acknowledges a write, every process must return it: with a replica and a pooler where their programs are
// installed, and with documents in a bucket, so that the servers share no folder.
// Skipped with the embedded database, which belongs to one process.

vi.setConfig({ testTimeout: 240_000 })

const KEY = 'key-of-the-tests-of-consistency'
const SECONDS = 5
const LEARNERS = 5

const version = pgbouncerVersion()
if (!isEmbedded && !hasPostgres)
  console.warn('NOT TESTED: consistency with a replica. Run: apt-get install postgresql-15')
if (!isEmbedded && version === null)
  console.warn('NOT TESTED: consistency with a pooler. Run: apt-get install pgbouncer')

let urls: string[]

// biome-ignore lint/suspicious/noExplicitAny: responses of many routes; each test knows their shape.
type Answer = { status: number; etag: string | null; body: any }

async function ask(url: string, method: string, path: string, body?: object, headers = {}): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: { 'x-api-key': KEY, ...(body && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  // A server on a busy machine may shed the request before it does anything; send it again.
  if (answer.headers.get('x-error-code') === 'server.busy') return ask(url, method, path, body, headers)
  return { status: answer.status, etag: answer.headers.get('etag'), body: text && JSON.parse(text) }
}

const lms = (url: string, method: string, path: string, body?: object, headers = {}) =>
  ask(url, method, `/openapi/v1${path}`, body, headers)

let turn = 0
/** Returns the servers' URLs in turn. */
function next(): string {
  turn += 1
  return urls[turn % urls.length] ?? ''
}

describe.skipIf(isEmbedded)('two servers on one PostgreSQL database', () => {
  beforeAll(async () => {
    const ports = [await freePort(), await freePort()]
    const streaming = hasPostgres ? await startStreaming() : null
    const fresh = streaming ? null : await freshDatabase()
    const direct = streaming?.primary.url ?? fresh?.databaseUrl ?? ''
    const pooler = version === null ? null : await startPgbouncer(direct)
    const { variables: bucket } = await startS3()
    const variables = {
      ...{ ...bucket, DATABASE_URL: direct, BOOTSTRAP_API_KEY: KEY },
      ...{ RATE_LIMIT_PER_MINUTE: '0', VERIFICATIONS_PER_MINUTE: '0', UPLOADS_PER_MINUTE: '0' },
      ...(streaming && { DATABASE_READ_URL: streaming.replica.url }),
      ...(pooler && { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct }),
      ...(version !== null && version < 1.21 && { DATABASE_PREPARED: 'off' }),
      // The same public URL, so that a page has the same ETag on both servers.
      PUBLIC_URL: 'https://certificates.example',
    }
    const start = async (port: number) => startMain({ ...variables, PORT: String(port), DATA_DIR: await newFolder() })
    const servers = await Promise.all(ports.map(start))
    urls = ports.map((port) => `http://127.0.0.1:${port}`)
    return async () => {
      for (const server of servers) server.kill('SIGTERM')
      await Promise.all(servers.map(({ ended }) => ended))
      await pooler?.stop()
      await streaming?.dispose()
      await fresh?.dispose()
    }
  })

  it('returns every acknowledged write in the lists of both servers, also after a 304', async () => {
    const { body: course } = await lms(next(), 'POST', '/courses', { name: 'Consistency' })
    for (let learner = 0; learner < LEARNERS; learner++) {
      const user = {
        id: `u${learner}`,
        name: 'Learner',
        email: `u${learner}.0@example.com`,
        roleAlias: 'learner',
        password: 'none',
      }
      expect((await lms(next(), 'POST', '/users', user)).status).toBe(201)
    }

    // Acknowledged writes: certificates, revocations, expiries, and the latest email of each user.
    const issued: { id: number; userId: string }[] = []
    const revoked = new Set<number>()
    const expires = new Map<number, number>()
    const emails = new Map<string, number>()
    const seen = { read: 0, unchanged: 0 }
    const earliest = Date.now() + SECONDS * 1000
    // A busy machine takes longer for as many requests.
    const isOver = () => Date.now() >= earliest && issued.length > 20 && seen.read > 20

    const issue = async (learner: number) => {
      const userId = `u${learner}`
      for (let round = 1; !isOver(); round++) {
        const { status, body } = await lms(next(), 'POST', `/courses/${course.id}/certificates`, { userId })
        expect(status).toBe(201)
        issued.push({ id: body.id, userId })
        const expiresAt = 4_000_000_000 + round
        expect((await lms(next(), 'PATCH', `/certificates/${body.id}`, { expiresAt })).status).toBe(200)
        expires.set(body.id, expiresAt)
        expect(
          (await lms(next(), 'PATCH', `/users/${userId}`, { email: `${userId}.${round}@example.com` })).status,
        ).toBe(200)
        emails.set(userId, round)
        if (round % 3 !== 0) continue
        expect((await lms(next(), 'POST', `/certificates/${body.id}/revoke`, { reason: 'A test.' })).status).toBe(200)
        revoked.add(body.id)
      }
    }

    const pages = new Map<string, Answer['body']>()
    const readRevoked = async () => {
      while (!isOver()) {
        const before = [...revoked]
        const path = `/certificates?courseId=${course.id}&status=revoked&limit=1000`
        const { body } = await lms(next(), 'GET', path)
        const shown = new Set(body.certificates.map((one: { id: number }) => one.id))
        expect(before.filter((id) => !shown.has(id))).toStrictEqual([])
        await sleep(10)
      }
    }
    const read = async () => {
      let tag = ''
      while (!isOver()) {
        const before = {
          issued: [...issued],
          revoked: [...revoked],
          expires: [...expires],
          emails: new Map(emails),
        }
        const path = `/courses/${course.id}/certificates?limit=1000`
        const answer = await lms(next(), 'GET', path, undefined, tag && { 'if-none-match': tag })
        expect([200, 304]).toContain(answer.status)
        tag = answer.etag ?? ''
        if (answer.status === 200) pages.set(tag, answer.body)
        seen[answer.status === 200 ? 'read' : 'unchanged'] += 1
        const page = pages.get(tag)
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        const shown = new Map<number, any>(page.certificates.map((one: { id: number }) => [one.id, one]))
        expect(page.totalCount).toBe(shown.size)
        expect(page.totalCount).toBeGreaterThanOrEqual(before.issued.length)
        for (const { id, userId } of before.issued) {
          const [, round] = /\.(\d+)@/.exec(shown.get(id).user.email) ?? []
          expect(Number(round)).toBeGreaterThanOrEqual(before.emails.get(userId) ?? 0)
        }
        for (const id of before.revoked) expect(shown.get(id).revocationReason).toBe('A test.')
        for (const [id, expiresAt] of before.expires) expect(shown.get(id).expiresAt).toBe(expiresAt)
        await sleep(1)
      }
    }

    await Promise.all([
      ...Array.from({ length: LEARNERS }, (_, learner) => issue(learner)),
      ...[read(), read(), read(), read(), readRevoked()],
    ])
    // After the last write, both servers return 304 for the same ETag.
    const path = `/courses/${course.id}/certificates?limit=20`
    const { etag } = await lms(urls[0] ?? '', 'GET', path)
    for (const url of urls) expect((await lms(url, 'GET', path, undefined, { 'if-none-match': etag })).status).toBe(304)
  })

  it('rejects a key on both servers as soon as either of them has revoked it', async () => {
    for (let round = 0; round < 20; round++) {
      const { body } = await lms(next(), 'POST', '/keys', { label: 'soon revoked' })
      const headers = { 'x-api-key': body.key }
      for (const url of urls) expect((await lms(url, 'GET', '/roles', undefined, headers)).status).toBe(200)
      await lms(next(), 'DELETE', `/keys/${body.id}`)
      for (const url of urls) expect((await lms(url, 'GET', '/roles', undefined, headers)).status).toBe(401)
    }
  })

  it('returns new wallet certificates on both servers, and 404 after deletion', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const path = '/api/v1/certificates/'
    const list = `${path}get_certificates_by_learner/?eth_address=${holder.address}`
    for (let round = 0; round < 20; round++) {
      const facts = { ...documented.body, holder_eth_address: holder.address, skills: [`Skill ${round}`] }
      const { body: created } = await ask(next(), 'POST', path, facts, issuer.headers)
      for (const url of urls) {
        const { body: shown } = await ask(url, 'GET', `${path}${created.certificate_pk}/`)
        expect((await ask(url, 'GET', `/verify/${created.certificate_pk}.json`)).status).toBe(200)
        expect(shown).toMatchObject({ id: created.certificate_pk, skills: [{ name: `Skill ${round}` }] })
        expect((await ask(url, 'GET', list)).body).toStrictEqual([shown])
      }
      const deletion = await ask(next(), 'POST', `${path}${created.certificate_pk}/delete_by_id/`, {}, holder.headers)
      expect(deletion.status).toBe(200)
      for (const url of urls) {
        expect((await ask(url, 'GET', `${path}${created.certificate_pk}/`)).status).toBe(404)
        expect((await ask(url, 'GET', list)).body).toStrictEqual([])
      }
    }
  })

  it('returns new documents on both servers', async () => {
    const { headers } = newWallet()
    for (let round = 0; round < 20; round++) {
      const content = `Document ${round}`
      const body = new FormData()
      body.set('file', new Blob([content]), 'document.txt')
      const upload = await fetch(`${next()}/api/v1/files/`, { method: 'POST', headers, body })
      const { ipfs_hash: cid } = (await upload.json()) as { ipfs_hash: string }
      for (const url of urls) expect(await (await fetch(`${url}/ipfs/${cid}`)).text()).toBe(content)
    }
  })
})
