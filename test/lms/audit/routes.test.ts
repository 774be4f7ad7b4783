import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { importCourses } from '../../../src/lms/courses/service.ts'
import { createSite } from '../../../src/lms/sites/service.ts'
import { userChange } from '../../../src/lms/users/schemas.ts'
import { importSkills } from '../../../src/wallet/certificates/catalogues.ts'
import { contextIn } from '../../support/lms/context.ts'
import { withoutLinks } from '../../support/lms/links.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp()
})
beforeEach(async () => {
  site = await newSite(server.db)
})

type Method = 'get' | 'post' | 'patch' | 'delete'
type Entry = { action: string; subject: string; keyId?: number; before?: object; after?: object }

async function send(method: Method, path: string, body?: object) {
  const answer = await server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)
  expect(answer.status, answer.text).toBeLessThan(300)
  return answer.body
}

/** Returns the audit entries, oldest first, without those of the test setup. */
async function audit(query = ''): Promise<Entry[]> {
  const { entries } = await send('get', `/audit?limit=1000${query}`)
  return entries.filter((entry: Entry & { command?: string }) => entry.command !== 'test').toReversed()
}

const john = { name: 'John', email: 'john@example.com', password: 'p', roleAlias: 'learner' }

describe('GET /audit', () => {
  it('shows the states before and after only to keys with the scope read', async () => {
    const course = await send('post', '/courses', { name: 'A', isDraft: true })
    await send('patch', `/courses/${course.id}`, { isDraft: false })
    const own = site.key
    const label = 'auditor'
    const blind = (await send('post', '/keys', { label, scopes: ['admin'] })).key
    const seeing = (await send('post', '/keys', { label, scopes: ['admin', 'read'] })).key
    site.key = blind
    const [update, create] = (await send('get', `/audit?subject=course/${course.id}`)).entries
    expect([update.action, create.action]).toStrictEqual(['course.update', 'course.create'])
    for (const entry of [update, create]) for (const name of ['before', 'after']) expect(entry).not.toHaveProperty(name)
    for (const key of [seeing, own]) {
      site.key = key
      const [seen] = (await send('get', `/audit?subject=course/${course.id}`)).entries
      expect(seen).toMatchObject({ before: { isDraft: true }, after: { isDraft: false } })
    }
  })

  it('records every change with the state before and after, without passwords', async () => {
    const course = await send('post', '/courses', { name: 'A', isDraft: true })
    const published = await send('patch', `/courses/${course.id}`, { isDraft: false })
    const user = await send('post', '/users', john)
    const edited = await send('patch', `/users/${user.id}`, { name: 'Johnny', password: 'never kept' })
    const blocked = await send('post', '/users/blocked', { userId: user.id })
    const unblocked = await send('delete', `/users/blocked/${user.id}`)
    const issued = await send('post', `/courses/${course.id}/certificates`, { userId: user.id })
    const dated = await send('patch', `/certificates/${issued.id}`, { expiresAt: 4_000_000_000 })
    const reissued = await send('post', `/certificates/${issued.id}/reissue`, {})
    const revoked = await send('post', `/certificates/${reissued.id}/revoke`, { reason: 'Wrong.' })
    await send('delete', `/users/${user.id}`)
    await send('delete', `/courses/${course.id}`)

    const entries = await audit()
    expect(entries.map(({ action, subject }) => [action, subject])).toStrictEqual([
      ['course.create', `course/${course.id}`],
      ['course.update', `course/${course.id}`],
      ['user.create', `user/${user.id}`],
      ['user.update', `user/${user.id}`],
      ['user.block', `user/${user.id}`],
      ['user.unblock', `user/${user.id}`],
      ['certificate.issue', `certificate/${issued.id}`],
      ['certificate.update', `certificate/${issued.id}`],
      ['certificate.issue', `certificate/${reissued.id}`],
      ['certificate.revoke', `certificate/${issued.id}`],
      ['certificate.revoke', `certificate/${reissued.id}`],
      ['user.delete', `user/${user.id}`],
      ['course.delete', `course/${course.id}`],
    ])
    expect(entries[1]).toMatchObject({ before: course, after: published })
    expect(entries.slice(2, 6)).toMatchObject([
      { after: user },
      { before: user, after: edited },
      { before: edited, after: blocked },
      { before: blocked, after: unblocked },
    ])
    const audited = ({ user: _, replaces: __, ...facts }: Record<string, unknown>) => withoutLinks(facts)
    expect(entries[7]).toMatchObject({ before: audited(issued), after: audited(dated) })
    expect(entries[10]).toMatchObject({ before: audited(reissued), after: audited(revoked) })
    expect(entries[12]).toMatchObject({ before: published })
    expect(JSON.stringify(entries)).not.toContain('never kept')
  })

  it('records a change of any user field except the password', async () => {
    const user = await send('post', '/users', john)
    await server.db.prisma.role.create({ data: { siteId: site.id, alias: 'tutor', name: 'Tutor' } })
    const changes: Record<Exclude<keyof typeof userChange.shape, 'password'>, unknown> = {
      ...{ name: 'Johnny', email: 'johnny@example.com', roleAlias: 'tutor', bio: 'Sells since 2004.' },
      ...{ occupation: 'Sales manager', location: 'Lisbon', language: 'pt', timezone: 'Europe/Lisbon', fromApi: false },
      ...{ attributes: { department: 'Sales' }, eth_address: `0x${'1'.repeat(40)}` },
    }
    expect(Object.keys(changes).toSorted()).toStrictEqual(
      Object.keys(userChange.shape)
        .filter((name) => name !== 'password')
        .toSorted(),
    )
    for (const [name, value] of Object.entries(changes)) {
      await send('patch', `/users/${user.id}`, { [name]: value })
      const { before, after } = (await audit()).at(-1) ?? {}
      const shown = name === 'roleAlias' ? { role: { alias: value } } : { [name]: value }
      expect(after).toMatchObject(shown)
      expect(before).not.toMatchObject(shown)
    }
  })

  it('records nothing and creates no event when a change has no effect', async () => {
    const course = await send('post', '/courses', { name: 'A', description: 'B' })
    const user = await send('post', '/users', { ...john, attributes: { a: ['b'] } })
    const issued = await send('post', `/courses/${course.id}/certificates`, { userId: user.id })
    const hook = { url: 'https://lms.example/hooks', events: ['User/Edited'] }
    const webhook = await send('post', '/webhooks', hook)
    const everything = async () => [await audit(), await server.db.prisma.event.count()]
    const before = await everything()
    server.setNow(new Date(Date.now() + 60_000))
    for (const body of [{}, { name: 'A' }, { description: 'B', isDraft: false, template: null }]) {
      expect(await send('patch', `/courses/${course.id}`, body)).toStrictEqual(course)
    }
    for (const body of [{}, { password: 'q' }, { name: 'John', attributes: { a: ['b'] }, eth_address: null }]) {
      expect(await send('patch', `/users/${user.id}`, body)).toStrictEqual(user)
    }
    await send('delete', `/users/blocked/${user.id}`)
    for (const body of [{}, { expiresAt: null }, { imageUrl: null }]) {
      expect(await send('patch', `/certificates/${issued.id}`, body)).toStrictEqual(issued)
    }
    await send('patch', `/webhooks/${webhook.id}`, hook)
    server.setNow(null)
    expect(await everything()).toStrictEqual(before)
    await send('post', '/users/blocked', { userId: user.id })
    const blocked = await everything()
    await send('post', '/users/blocked', { userId: user.id })
    expect(await everything()).toStrictEqual(blocked)
  })

  it('records changes of keys and webhooks without their secrets', async () => {
    const key = await send('post', '/keys', { label: 'A' })
    const rotated = await send('post', `/keys/${key.id}/rotate`, { overlapSeconds: 60 })
    await send('delete', `/keys/${rotated.id}`)
    const webhook = await send('post', '/webhooks', { url: 'https://lms.example/a', events: ['User/Edited'] })
    await send('patch', `/webhooks/${webhook.id}`, { url: 'https://lms.example/b' })
    await send('post', `/webhooks/${webhook.id}/redeliver`, {})
    await send('delete', `/webhooks/${webhook.id}`)
    const entries = await audit()
    expect(entries.map(({ action }) => action)).toStrictEqual([
      ...['key.create', 'key.expire', 'key.rotate', 'key.revoke'],
      ...['webhook.create', 'webhook.update', 'webhook.redeliver', 'webhook.delete'],
    ])
    for (const secret of [key.key, rotated.key, webhook.secret]) {
      expect(JSON.stringify(entries)).not.toContain(secret.slice(8))
    }
  })

  it('records the key and request, or the command, of each change', async () => {
    const key = await send('post', '/keys', { label: 'Another', scopes: ['issue'] })
    await server.http.post('/openapi/v1/courses').set('X-API-KEY', key.key).send({ name: 'A' }).expect(201)
    await importCourses({ ...contextIn(server.db, site.id), author: { command: 'import courses' } }, [
      { externalId: '1', name: 'Imported' },
    ])
    const [, byKey, byCommand] = await audit()
    expect(byKey).toMatchObject({
      action: 'course.create',
      keyId: key.id,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    expect(byKey).not.toHaveProperty('command')
    expect(byCommand).toMatchObject({ action: 'course.create', command: 'import courses' })
    expect(byCommand).not.toHaveProperty('keyId')
    expect((await audit(`&keyId=${key.id}`)).map(({ subject }) => subject)).toStrictEqual([byKey?.subject])
  })

  it('filters by subject and time', async () => {
    const course = await send('post', '/courses', { name: 'A' })
    server.setNow(new Date('2031-01-01T00:00:00Z'))
    await send('patch', `/courses/${course.id}`, { name: 'B' })
    await send('post', '/courses', { name: 'C' })
    server.setNow(null)
    expect(await audit(`&subject=course/${course.id}`)).toHaveLength(2)
    const newYear = Date.UTC(2031, 0, 1) / 1000
    expect(await audit(`&subject=course/${course.id}&from=${newYear}&to=${newYear}`)).toHaveLength(1)
    expect(await audit(`&from=${newYear + 1}`)).toStrictEqual([])
  })

  it('records nothing for rejected requests and for changes outside the site', async () => {
    const user = await send('post', '/users', john)
    const before = await audit()
    await server.http.post('/openapi/v1/users').set('X-API-KEY', site.key).send(john).expect(400)
    await server.http.delete('/openapi/v1/courses/2147483647').set('X-API-KEY', site.key).expect(404)
    const other = await newSite(server.db)
    await server.http.delete(`/openapi/v1/users/${user.id}`).set('X-API-KEY', other.key).expect(404)
    await createSite(server.db, 'Elsewhere', contextIn(server.db, 0))
    await importSkills(server.db, contextIn(server.db, 0), ['Audited'])
    expect(await audit()).toStrictEqual(before)
  })

  it('rejects UPDATE, DELETE and TRUNCATE of entries, even by the database’s own user', async () => {
    await send('post', '/courses', { name: 'A' })
    const { pool } = server.db
    const changes = [`action = 'nothing'`, 'at = now()', `subject = 'user/2'`, `before = '{}'`, 'after = NULL']
    for (const change of changes) {
      await expect(pool.query(`UPDATE audit_entries SET ${change}`), change).rejects.toThrow(/never change/)
    }
    for (const change of changes.slice(0, 4)) {
      const whileErasing = `SELECT set_config('chancery.erasing', 'on', true); UPDATE audit_entries SET after = NULL, ${change}`
      await expect(pool.query(whileErasing), change).rejects.toThrow(/never change/)
    }
    await expect(pool.query('DELETE FROM audit_entries')).rejects.toThrow(/never change/)
    await expect(pool.query('TRUNCATE audit_entries')).rejects.toThrow(/never changed/)
  })

  it('records which names a catalogue import added', async () => {
    await importSkills(server.db, { ...contextIn(server.db, 0), author: { command: 'import skills' } }, ['Zig', 'Ada'])
    await importSkills(server.db, contextIn(server.db, 0), ['Zig'])
    const where = { action: 'skills.import', siteId: null }
    const entries = await server.db.prisma.auditEntry.findMany({ where, orderBy: { id: 'asc' } })
    expect(entries.at(-1)).toMatchObject({ command: 'import skills', after: { added: ['Ada', 'Zig'] } })
  })
})
