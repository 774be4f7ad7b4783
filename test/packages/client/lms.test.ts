import { randomBytes } from 'node:crypto'
import { type BatchEntry, Chancery, type EntryOutcome } from '@chancery/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { designWith } from '../../support/lms/designs.ts'
import { serverAt } from '../../support/mail/mailing.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { trueType } from '../../support/typeset/fontFiles.ts'
import { startFaultyProxy } from './faultyProxy.ts'

let server: TestApp
let chancery: Chancery
beforeAll(async () => {
  server = await startTestApp({ secretsKey: randomBytes(32), smtpUrl: serverAt(1), mailFrom: 'no-reply@certs.example' })
  chancery = new Chancery({ baseUrl: server.url, apiKey: (await newSite(server.db)).key })
})

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = []
  for await (const item of items) read.push(item)
  return read
}

const people = (count: number): BatchEntry[] =>
  Array.from({ length: count }, (_, index) => ({ email: `user${index}@example.com`, name: `User ${index}` }))

describe('lists of Chancery', () => {
  it('yield every entry of every page', async () => {
    const { id } = await chancery.courses.create({ name: 'Listed' })
    await all(chancery.courses.certificates.issueMany(id, people(5), { createUsers: true }))
    const names = (certificates: { user: { name: string } }[]) => certificates.map(({ user }) => user.name)
    const listed = await all(chancery.courses.certificates.list(id, { pageSize: 2 }))
    expect(names(listed)).toStrictEqual(['User 0', 'User 1', 'User 2', 'User 3', 'User 4'])
    const pages = await all(chancery.certificates.list({ courseId: id }, { pageSize: 4 }).pages())
    expect(pages.map(({ certificates, totalCount }) => [certificates.length, totalCount])).toStrictEqual([
      [4, 5],
      [1, 5],
    ])
    const [user] = await all(chancery.users.list({ query: 'user3@example.com' }))
    expect(names(await all(chancery.users.certificates.list(user?.id ?? '')))).toStrictEqual(['User 3'])
    expect((await all(chancery.users.list({ pageSize: 3 }))).length).toBeGreaterThanOrEqual(5)
  })

  it('fetch no page that nobody reads', async () => {
    const { id } = await chancery.courses.create({ name: 'Read in part' })
    await all(chancery.courses.certificates.issueMany(id, people(4), { createUsers: true }))
    const proxy = await startFaultyProxy(server.url)
    const { key } = await newSite(server.db)
    const other = new Chancery({ baseUrl: proxy.url, apiKey: key })
    await other.courses.create({ name: 'A' })
    await other.courses.create({ name: 'B' })
    proxy.requests.length = 0
    for await (const course of other.courses.list({ pageSize: 1 })) {
      expect(course.name).toBe('A')
      break
    }
    expect(proxy.requests.map(({ path }) => path)).toStrictEqual(['/openapi/v1/courses?limit=1'])
  })

  it('find a course by its external ID, which is also an ID', async () => {
    const { id } = await chancery.courses.create({ name: 'External', externalId: '301' })
    expect((await all(chancery.courses.list({ externalId: '301' }))).map((course) => course.id)).toStrictEqual([id])
    expect(await chancery.courses.get('ext:301')).toMatchObject({ id })
  })
})

describe('methods of Chancery', () => {
  it('issue, read, change, revoke and reissue a certificate', async () => {
    const course = await chancery.courses.create({ name: 'Python' })
    const user = await chancery.users.create({
      ...{ id: 'ada', name: 'Ada Lovelace', email: 'ada@example.com', password: 'secret', roleAlias: 'learner' },
    })
    const { id } = await chancery.courses.certificates.issue(course.id, { userId: user.id, achievedAt: '2026-05-01' })
    expect(await chancery.certificates.get(id)).toMatchObject({ courseName: 'Python', user: { name: 'Ada Lovelace' } })
    const changed = await chancery.certificates.update(id, { expiresAt: '2036-05-01' })
    expect(changed.expiresAt).toBeGreaterThan(changed.achievedAt)
    expect((await chancery.certificates.offer(id)).url).toMatch(/\/offers\/cho_[\w-]{22}\?iuv=1$/)
    expect(await chancery.certificates.credential(id)).toMatchObject({
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
    })
    const corrected = await chancery.certificates.reissue(id, { name: 'Python, first part' })
    expect(corrected).toMatchObject({ replaces: id, name: 'Python, first part' })
    const revoked = await chancery.certificates.revoke(corrected.id, 'A mistake.')
    expect(revoked.revocationReason).toBe('A mistake.')
    expect(await all(chancery.certificates.list({ status: 'revoked', userId: 'ada' }))).toHaveLength(2)
  })

  it('change and delete courses and users', async () => {
    const { id } = await chancery.courses.create({ name: 'Draft', isDraft: true })
    expect(await chancery.courses.update(id, { isDraft: false })).toMatchObject({ isDraft: false })
    await chancery.courses.delete(id)
    await expect(chancery.courses.get(id)).rejects.toMatchObject({ code: 'course.not_found' })
    const given = { id: 'bob', name: 'Bob', email: 'bob@example.com', password: 'secret', roleAlias: 'learner' }
    await chancery.users.create(given)
    expect(await chancery.users.update('bob', { name: 'Robert' })).toMatchObject({ name: 'Robert' })
    expect(await chancery.users.block('bob')).toMatchObject({ isBanned: true })
    expect(await chancery.users.unblock('bob')).toMatchObject({ isBanned: false })
    await chancery.users.delete('bob', { erase: true })
    await expect(chancery.users.get('bob')).rejects.toMatchObject({ status: 404 })
  })

  it('store and draw templates, and change the site', async () => {
    const svg = designWith()
    expect(await chancery.templates.put('diploma', svg)).toMatchObject({ name: 'diploma' })
    expect(await chancery.templates.get('diploma')).toContain('<svg')
    const picture = await chancery.templates.preview('diploma')
    expect(new TextDecoder().decode((await picture.arrayBuffer()).slice(1, 4))).toBe('PNG')
    expect((await all(chancery.templates.list())).map(({ name }) => name)).toContain('diploma')
    await chancery.templates.delete('diploma')
    await expect(chancery.templates.get('diploma')).rejects.toMatchObject({ code: 'template.not_found' })
    await chancery.site.update({ socialIds: { linkedin: '1337' } })
    expect(await chancery.site.get()).toMatchObject({ socialIds: { linkedin: '1337' } })
  })

  it('read the mails of a certificate', async () => {
    const { id: courseId } = await chancery.courses.create({ name: 'Mailed' })
    const user = await chancery.users.create({
      ...{ id: 'grace', name: 'Grace', email: 'grace@example.com', password: 'secret', roleAlias: 'learner' },
    })
    const { id } = await chancery.courses.certificates.issue(courseId, { userId: user.id, notify: true })
    expect(await chancery.certificates.mails(id)).toMatchObject([{ kind: 'issued', state: 'pending', attempts: 0 }])
    const silent = await chancery.courses.create({ name: 'Not mailed' })
    const quiet = await chancery.courses.certificates.issue(silent.id, { userId: user.id })
    expect(await chancery.certificates.mails(quiet.id)).toStrictEqual([])
  })

  it('store, list and delete fonts', async () => {
    const stored = await chancery.fonts.put('acme', Uint8Array.from(trueType))
    expect(stored).toMatchObject({ name: 'acme', hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await chancery.fonts.put('acme', new Blob([Uint8Array.from(trueType)]))).toMatchObject({ hash: stored.hash })
    expect(await all(chancery.fonts.list({ pageSize: 1 }))).toMatchObject([{ name: 'acme' }])
    await chancery.fonts.delete('acme')
    expect(await all(chancery.fonts.list())).toStrictEqual([])
  })

  it('create, rotate and revoke keys, and list the changes', async () => {
    const { id, key } = await chancery.keys.create({ label: 'Import', scopes: ['read'] })
    const reader = new Chancery({ baseUrl: server.url, apiKey: key })
    await reader.site.get()
    const rotated = await chancery.keys.rotate(id, { overlapSeconds: 0 })
    await chancery.keys.revoke(rotated.id)
    const listed = await all(chancery.keys.list({ pageSize: 1 }))
    expect(listed.filter(({ label }) => label === 'Import')).toMatchObject([
      { id, expiresAt: expect.any(Number) },
      { id: rotated.id, scopes: ['read'], revokedAt: expect.any(Number) },
    ])
    await expect(reader.site.get()).rejects.toMatchObject({ status: 401 })
    const changes = await all(chancery.audit.list({ subject: `key/${id}` }, { pageSize: 1 }))
    expect(changes.map(({ action }) => action)).toStrictEqual(['key.expire', 'key.create'])
  })

  it('look up the domain of the site', async () => {
    await expect(chancery.site.domain()).rejects.toMatchObject({ code: 'site.no_domain' })
    await expect(chancery.site.checkDomain()).rejects.toMatchObject({ code: 'site.no_domain' })
  })

  it('offer the whole API by path', async () => {
    const { data, error } = await chancery.raw.GET('/openapi/v1/roles')
    expect([data?.roles.map(({ alias }) => alias), error]).toStrictEqual([['learner'], undefined])
    const site = '/openapi/v1/site'
    const asText = await chancery.raw.GET(site, { parseAs: 'text' })
    const bytes = await chancery.raw.GET(site, { parseAs: 'arrayBuffer' })
    const stream = await chancery.raw.GET(site, { parseAs: 'stream' })
    const read = [asText.data, new TextDecoder().decode(bytes.data), await new Response(stream.data).text()]
    expect(read.map((text) => JSON.parse(text ?? ''))).toStrictEqual(Array(3).fill(await chancery.site.get()))
    const refused = await chancery.raw.POST('/openapi/v1/keys', { body: { label: '', scopes: ['read'] } })
    expect([refused.response.status, refused.data]).toStrictEqual([400, undefined])
    expect(refused.error).toMatchObject({ status: 400, errors: { label: [expect.any(String)] } })
  })

  it('throw errors with status, code, fields and request id', async () => {
    const thrown = await chancery.courses.create({ name: '' }).catch((error: unknown) => error)
    expect(thrown).toMatchObject({
      ...{ name: 'ChanceryError', status: 400, code: 'input.invalid', attempts: 1 },
      ...{ fields: { name: [expect.any(String)] }, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
    expect(String(thrown)).toMatch(/name: \S+/)
    const stranger = new Chancery({ baseUrl: `${server.url}/`, apiKey: 'chk_unknown' })
    await expect(all(stranger.courses.list())).rejects.toMatchObject({ status: 401, code: 'key.invalid' })
  })
})

describe('courses.certificates.issueMany', () => {
  it('yields the outcome of each entry, and issues none twice', async () => {
    const { id } = await chancery.courses.create({ name: 'Many' })
    const entries = [...people(3), { email: 'nobody' }, ...people(5).slice(3)]
    const issue = () => chancery.courses.certificates.issueMany(id, entries, { createUsers: true, batchSize: 2 })
    const outcomes = await all(issue())
    const brief = (given: EntryOutcome[]) => given.map(({ entry, status, input }) => [entry, status, input.email])
    expect(brief(outcomes)).toStrictEqual([
      [1, 'issued', 'user0@example.com'],
      [2, 'issued', 'user1@example.com'],
      [3, 'issued', 'user2@example.com'],
      [4, 'invalid', 'nobody'],
      [5, 'issued', 'user3@example.com'],
      [6, 'issued', 'user4@example.com'],
    ])
    expect(outcomes[3]?.errors).toHaveProperty('email')
    expect((await all(issue())).map(({ status }) => status)).toStrictEqual([
      ...['exists', 'exists', 'exists', 'invalid', 'exists', 'exists'],
    ])
  })

  it('yields the outcomes of a batch before it reads the entries of the next', async () => {
    const { id } = await chancery.courses.create({ name: 'Streamed' })
    const log: string[] = []
    async function* source() {
      for (const person of people(4)) {
        log.push(`read ${person.name}`)
        yield person
      }
    }
    for await (const { status } of chancery.courses.certificates.issueMany(id, source(), {
      createUsers: true,
      batchSize: 2,
    }))
      log.push(status)
    expect(log).toStrictEqual([
      ...['read User 0', 'read User 1', 'issued', 'issued'],
      ...['read User 2', 'read User 3', 'issued', 'issued'],
    ])
  })

  it('changes nothing in a dry run, and sends nothing for no entries', async () => {
    const { id } = await chancery.courses.create({ name: 'Planned' })
    const planned = await all(
      chancery.courses.certificates.issueMany(id, people(2), { createUsers: true, dryRun: true }),
    )
    expect(planned.map(({ status }) => status)).toStrictEqual(['issued', 'issued'])
    expect(await all(chancery.courses.certificates.issueMany(id, [], { batchSize: 1 }))).toStrictEqual([])
    expect(await all(chancery.courses.certificates.list(id))).toStrictEqual([])
    await expect(all(chancery.courses.certificates.issueMany(id, [], { batchSize: 10_001 }))).rejects.toThrow(
      RangeError,
    )
  })
})
