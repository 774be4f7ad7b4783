import { randomUUID } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { IssuerKey } from '../../src/chain/keys/issuerKey.ts'
import { ERASED_FILE } from '../../src/erasure/erasedList.ts'
import { eraseJob } from '../../src/erasure/jobs.ts'
import { syncErasures } from '../../src/erasure/reapply.ts'
import { erasureServices } from '../../src/erasure/services.ts'
import { createKey, type KeyScope } from '../../src/lms/keys/service.ts'
import { filesBelow, tablesWith } from '../support/database/search.ts'
import { contextIn } from '../support/lms/context.ts'
import { downloadPdf } from '../support/public/downloadPdf.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { newWallet, type TestWallet } from '../support/wallet/wallets.ts'

const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'

let server: TestApp
let site: TestSite

beforeAll(async () => {
  server = await startTestApp({ issuerKeys: new Map([[1, issuerKey]]) })
  site = await newSite(server.db)
  expect(site.id).toBe(1)
})

afterEach(() => vi.restoreAllMocks())

const call = (method: 'get' | 'post' | 'patch' | 'delete', path: string, key = site.key) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', key)
const get = (path: string) => call('get', path)
const post = (path: string, body: object = {}) => call('post', path).send(body)
const erase = (id: string, key = site.key) => call('delete', `/users/${id}?erase=true`, key)

type Person = { id: string; name: string; email: string; wallet: TestWallet; texts: string[] }

async function newPerson(headers: Record<string, string> = {}): Promise<Person> {
  const mark = randomUUID().slice(0, 8)
  const [name, email, wallet] = [`Zoë ${mark} Quillfeather`, `zoe.${mark}@learners.example`, newWallet()]
  const facts = { bio: `Bio of ${mark}`, attributes: { nickname: mark }, occupation: mark, location: mark }
  const body = { name, email, password: 'correct horse', roleAlias: 'learner', eth_address: wallet.address, ...facts }
  const { id } = (await post('/users', body).set(headers).expect(201)).body
  return { id, name, email, wallet, texts: [mark, wallet.address.toLowerCase().slice(2)] }
}

const newCourse = async (facts: object = {}): Promise<number> =>
  (await post('/courses', { name: 'Advanced Sales Techniques', ...facts }).expect(201)).body.id

type Issued = { id: number; publicId: string; imageUrl: string }

const issue = async (courseId: number, userId: string, facts: object = {}): Promise<Issued> =>
  (await post(`/courses/${courseId}/certificates`, { userId, ...facts }).expect(201)).body

const publish = async (id: number, query = '') => (await post(`/certificates/${id}/publish${query}`).expect(200)).body

const services = () => erasureServices(server.db, server, server.ipfs)

/** Returns the paths of documents: pictures, PDFs, and blocks of the IPFS store. */
async function documentFiles(): Promise<string[]> {
  const files = [...(await filesBelow(server.dataDir)).keys()]
  return files.filter((path) => /^(pictures|ipfs)\//.test(path)).sort()
}

describe('DELETE /users/:userId?erase=true', () => {
  it('leaves no trace of the person in the database and in DATA_DIR', async () => {
    const url = 'https://receiver.example/hook'
    const events = ['User/Created', 'User/Edited', 'Certificate/Issued', 'Certificate/Revoked']
    await post('/webhooks', { url, events }).expect(201)
    const key = { 'Idempotency-Key': randomUUID() }
    const [open, encrypted] = [await newCourse(), await newCourse({ publishing: 'encrypted' })]
    const before = await documentFiles()

    const person = await newPerson(key)
    await call('patch', `/users/${person.id}`)
      .send({ name: `${person.name} Junior` })
      .expect(200)
    const first = await issue(open, person.id, { description: `For ${person.name}` })
    const published = await publish(first.id)
    const { body: second } = await post(`/certificates/${first.id}/reissue`, { name: 'Corrected' }).expect(201)
    const third = await issue(encrypted, person.id)
    const secret = await publish(third.id)
    await post(`/certificates/${third.id}/revoke`, { reason: `${person.name} asked for it.` }).expect(200)
    await post(`/courses/${open}/certificates/batch`, { entries: [{ email: person.email }] }).expect(200)
    const deleted = await publish(second.id)
    const { headers } = person.wallet
    await server.http.post(`/api/v1/certificates/${deleted.certificateId}/delete_by_id/`).set(headers).expect(200)
    for (const { imageUrl } of [first, second, third]) await server.http.get(new URL(imageUrl).pathname).expect(200)
    await downloadPdf(server, first.publicId)
    expect(await tablesWith(server.db, person.texts)).toContain('public.audit_entries')
    expect((await documentFiles()).length).toBeGreaterThan(before.length + 4)

    await erase(person.id).expect(200, {})
    expect(await tablesWith(server.db, person.texts)).toStrictEqual([])
    expect(await documentFiles()).toStrictEqual(before)
    for (const [path, bytes] of await filesBelow(server.dataDir)) {
      // The embedded database overwrites the bytes of deleted rows when it reuses the space.
      if (path.startsWith('postgres/')) continue
      for (const text of person.texts) expect(bytes.includes(text), `${path}: ${text}`).toBe(false)
    }

    // The same request again must not show or create the person.
    const repeated = { name: person.name, email: person.email, password: 'correct horse', roleAlias: 'learner' }
    const again = await post('/users', repeated).set(key).expect(422)
    expect(again.headers['x-error-code']).toBe('idempotency.key_reused')
    await get(`/users/${person.id}`).expect(404)
    await get(`/users/${person.id}/certificates`).expect(404)
    for (const { id } of [first, second, third]) await get(`/certificates/${id}`).expect(404)
    for (const id of [first.publicId, second.publicId, published.certificateId, secret.certificateId]) {
      await server.http.get(`/verify/${id}`).expect(410)
      await server.http.get(`/verify/${id}.json`).expect(410)
    }
    await server.http.get(`/ipfs/${published.ipfsHash}`).expect(404)
  })

  it('keeps author, time and kind of each change in the audit', async () => {
    const person = await newPerson()
    const { id } = await issue(await newCourse(), person.id)
    const { body: before } = await get('/audit?limit=3').expect(200)
    await erase(person.id).expect(200)
    const { body: after } = await get('/audit?limit=4').expect(200)
    const [erasure, ...kept] = after.entries
    expect(erasure).toMatchObject({ action: 'user.erase', subject: 'user/[erased]' })
    const blanked = before.entries.map(({ before: _before, after: _after, ...entry }: Record<string, unknown>) => ({
      ...entry,
      subject: entry.subject === `user/${person.id}` ? 'user/[erased]' : entry.subject,
    }))
    const isOfPerson = ({ subject }: { subject: string }) =>
      subject === 'user/[erased]' || subject === `certificate/${id}`
    expect(kept.filter(isOfPerson)).toStrictEqual(blanked.filter(isOfPerson))
    expect(kept.filter(isOfPerson)).toHaveLength(2)
  })

  it('keeps the lists of a course whole: count, order, pages and next number', async () => {
    const courseId = await newCourse()
    const people = await Promise.all(Array.from({ length: 6 }, () => newPerson()))
    const issued: Issued[] = []
    for (const { id } of people) issued.push(await issue(courseId, id))
    const path = `/courses/${courseId}/certificates`
    const { headers } = await get(path).expect(200)
    const idsOf = async (query: string) => {
      const { body } = await get(`${path}${query}`).expect(200)
      return [body.certificates.map(({ id }: Issued) => id), body.totalCount, body.nextCursor !== undefined]
    }
    for (const index of [0, 3]) await erase(people[index]?.id ?? '').expect(200)
    const left = [1, 2, 4, 5].map((index) => issued[index]?.id)
    expect(await idsOf('')).toStrictEqual([left, 4, false])
    expect(await idsOf('?limit=2')).toStrictEqual([left.slice(0, 2), 4, true])
    expect(await idsOf('?limit=2&offset=2')).toStrictEqual([left.slice(2), 4, false])
    expect(await idsOf('?limit=2&offset=3')).toStrictEqual([left.slice(3), 4, false])
    expect(await idsOf('?limit=2&offset=4')).toStrictEqual([[], 4, false])
    const next = await issue(courseId, people[1]?.id ?? '')
    const { body } = await post(`${path}/batch`, {
      entries: [{ userId: people[2]?.id, certificateName: 'Other' }],
    })
    expect((await idsOf('?limit=2&offset=4'))[0]).toStrictEqual([next.id, body.outcomes[0].certificateId])
    // The count is what it was, and still the list is another one.
    await get(path)
      .set('If-None-Match', headers.etag ?? '')
      .expect(200)
    const { body: all } = await get(`/certificates?courseId=${courseId}`).expect(200)
    expect(all.totalCount).toBe(6)
  })

  it('does not touch other people, also if they share courses, documents and a role', async () => {
    const courseId = await newCourse()
    const [erased, other] = [await newPerson(), await newPerson()]
    await publish((await issue(courseId, erased.id)).id)
    const kept = await issue(courseId, other.id)
    const { certificateId, ipfsHash } = await publish(kept.id)
    await server.http.get(new URL(kept.imageUrl).pathname).expect(200)
    await erase(erased.id).expect(200)
    await get(`/users/${other.id}`).expect(200)
    for (const id of [kept.publicId, certificateId]) {
      expect((await server.http.get(`/verify/${id}.json`).expect(200)).text).toContain(other.name)
    }
    await server.http.get(`/ipfs/${ipfsHash}`).expect(200)
    expect((await documentFiles()).filter((path) => path.startsWith('pictures/')).length).toBeGreaterThan(0)
    expect(await tablesWith(server.db, other.texts)).toContain('public.users')
  })

  it('changes nothing the second time', async () => {
    const person = await newPerson()
    await erase(person.id).expect(200, {})
    const entries = await server.db.prisma.auditEntry.count()
    await erase(person.id).expect(200, {})
    await call('delete', `/users/${person.id}`).expect(404)
    expect(await server.db.prisma.auditEntry.count()).toBe(entries)
  })

  it.each([
    ['with certificates', async (id: string) => void (await issue(await newCourse(), id))],
    ['without certificates', async () => {}],
  ])('erases a user who was deleted before, %s', async (_, prepare) => {
    const person = await newPerson()
    await prepare(person.id)
    await call('delete', `/users/${person.id}`).expect(200)
    expect(await tablesWith(server.db, person.texts)).not.toStrictEqual([])
    await erase(person.id).expect(200)
    expect(await tablesWith(server.db, person.texts)).toStrictEqual([])
  })

  it('rejects the id of an erased user permanently with 409 user.erased', async () => {
    const { id } = await newPerson()
    await erase(id).expect(200)
    const other = {
      id,
      name: 'Ada Lovelace',
      email: `${randomUUID()}@example.com`,
      password: 'x',
      roleAlias: 'learner',
    }
    const { headers } = await post('/users', other).expect(409)
    expect(headers['x-error-code']).toBe('user.erased')
  })

  it('needs the scope admin', async () => {
    const { id } = await newPerson()
    const keyWith = async (scopes: KeyScope[]) =>
      (await createKey(contextIn(server.db, site.id), { label: 'test', scopes })).key
    await erase(id, await keyWith(['read', 'issue'])).expect(403)
    await get(`/users/${id}`).expect(200)
    await erase(id, await keyWith(['issue', 'admin'])).expect(200)
  })

  it('rejects an unknown user, a user of another site, and an administrator', async () => {
    await erase('unknown').expect(404)
    const other = await newSite(server.db)
    const { id } = await newPerson()
    await erase(id, other.key).expect(404)
    await server.db.prisma.role.create({ data: { siteId: site.id, alias: 'admin', name: 'Administrator' } })
    await server.db.prisma.user.update({ where: { siteId_id: { siteId: site.id, id } }, data: { roleAlias: 'admin' } })
    const { headers } = await erase(id).expect(422)
    expect(headers['x-error-code']).toBe('user.protected')
  })

  it('removes a document that is published while its person is erased', async () => {
    const person = await newPerson()
    const { id } = await issue(await newCourse(), person.id)
    const before = await documentFiles()
    const add = server.ipfs.add
    vi.spyOn(server.ipfs, 'add').mockImplementationOnce(async (content) => {
      const cid = await add(content)
      await erase(person.id).expect(200)
      return cid
    })
    await post(`/certificates/${id}/publish`).expect(404)
    expect(await documentFiles()).toStrictEqual(before)
    expect(await tablesWith(server.db, person.texts)).toStrictEqual([])
  })

  it('leaves the removal of documents to a job if the IPFS store is unavailable', async () => {
    const person = await newPerson()
    const { id } = await issue(await newCourse(), person.id)
    const before = await documentFiles()
    await publish(id)
    const remove = vi.spyOn(server.ipfs, 'remove').mockRejectedValueOnce(new Error('Unavailable.'))
    await erase(person.id).expect(500)
    expect(remove).toHaveBeenCalledOnce()
    expect(await tablesWith(server.db, person.texts)).toStrictEqual([])
    await eraseJob(server.db, services(), () => new Date()).work()
    expect(await documentFiles()).toStrictEqual(before)
  })

  it('erases people while certificates are issued and published to them', { timeout: 240_000 }, async () => {
    const courseId = await newCourse()
    const before = await documentFiles()
    const people: Person[] = []
    for (let index = 0; index < 50; index += 1) people.push(await newPerson())
    const settle = async (request: PromiseLike<{ status: number }>, allowed: number[]) =>
      expect(allowed).toContain((await request).status)
    await Promise.all(
      people.map(async (person, index) => {
        const issued = await issue(courseId, person.id)
        const work = [
          () => settle(post(`/certificates/${issued.id}/publish`), [200, 404, 409]),
          () => settle(post(`/certificates/${issued.id}/reissue`), [201, 404]),
          () => settle(server.http.get(new URL(issued.imageUrl).pathname), [200, 404, 410, 503]),
          () => settle(post(`/courses/${courseId}/certificates`, { userId: person.id }), [201, 400]),
          () =>
            settle(
              post(`/courses/${courseId}/certificates/batch`, {
                entries: people.slice(index, index + 5).map(({ id }) => ({ userId: id, certificateName: 'Other' })),
              }),
              [200],
            ),
        ]
        await Promise.all([...work.map((one) => one()), erase(person.id).expect(200)])
      }),
    )
    await eraseJob(server.db, services(), () => new Date()).work()
    expect(
      await tablesWith(
        server.db,
        people.flatMap(({ texts }) => texts),
      ),
    ).toStrictEqual([])
    expect(await documentFiles()).toStrictEqual(before)
    const { body } = await get(`/courses/${courseId}/certificates`).expect(200)
    expect(body).toStrictEqual({ certificates: [], totalCount: 0 })
  })
})

describe('the list of erased users', () => {
  const listed = async () => (await readFile(join(server.dataDir, ERASED_FILE), 'utf8')).trim().split('\n')

  it('has a line for each, with a hash of the id only', async () => {
    const person = await newPerson()
    await erase(person.id).expect(200)
    const line = JSON.parse((await listed()).at(-1) ?? '')
    expect(line).toStrictEqual({ site: 1, user: expect.stringMatching(/^[0-9a-f]{64}$/), erasedAt: expect.any(String) })
    expect((await listed()).join()).not.toContain(person.id)
  })

  it('erases a user again who returned with an older database', async () => {
    const person = await newPerson()
    const saved = await server.db.prisma.user.findUniqueOrThrow({
      where: { siteId_id: { siteId: site.id, id: person.id } },
    })
    await erase(person.id).expect(200)
    // As after a restore of a backup from before the erasure.
    await server.db.pool.query('DELETE FROM erased_users')
    await server.db.prisma.user.create({ data: { ...saved, attributes: {} } })
    const { id } = await issue(await newCourse(), person.id)
    await publish(id)
    await syncErasures(server.db, services(), new Date())
    expect(await tablesWith(server.db, person.texts)).toStrictEqual([])
    const { name, email, roleAlias } = saved
    await post('/users', { id: person.id, name, email, roleAlias, password: 'x' }).expect(409)
    const lines = await listed()
    await syncErasures(server.db, services(), new Date())
    expect(await listed()).toStrictEqual(lines)
  })

  it('stops with the number of an unreadable line, and ignores an incomplete last one', async () => {
    const path = join(server.dataDir, ERASED_FILE)
    const count = (await listed()).length
    await appendFile(path, '{"site":1')
    await syncErasures(server.db, services(), new Date())
    await appendFile(path, '\n')
    await expect(syncErasures(server.db, services(), new Date())).rejects.toThrow(`line ${count + 1}`)
  })
})
