import { beforeAll, describe, expect, it } from 'vitest'
import { issueInTurn } from '../../../src/lms/batch/issueInTurn.ts'
import { issueMany } from '../../../src/lms/batch/issueMany.ts'
import type { EntryOutcome } from '../../../src/lms/batch/outcomes.ts'
import { contextIn } from '../../support/lms/context.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../../support/server/app.ts'

let server: TestApp
let site: TestSite
let courseId: number
beforeAll(async () => {
  server = await startTestApp()
  site = await newSite(server.db)
})

const as = () => ({ 'X-API-KEY': site.key })
const post = (path: string, body: object) => server.http.post(`/openapi/v1${path}`).set(as()).send(body)

async function newCourse(): Promise<void> {
  courseId = (await post('/courses', { name: 'A course' }).expect(201)).body.id
}

let people = 0
async function newUser(): Promise<string> {
  people += 1
  const person = { name: 'John', email: `bulk${people}@example.com`, password: 'p', roleAlias: 'learner' }
  return (await post('/users', person).expect(201)).body.id
}

const certificates = async () => (await server.http.get(`/openapi/v1/courses/${courseId}/certificates`).set(as())).body

/** Returns a turn that comes after `happen`, which starts when the turn is first awaited. */
function turnAfter(happen: () => Promise<unknown>): PromiseLike<unknown> {
  let happened: Promise<unknown> | undefined
  return {
    // biome-ignore lint/suspicious/noThenProperty: the work starts when the turn is awaited.
    then(onDone, onFailed) {
      happened ??= happen()
      return happened.then(onDone, onFailed)
    },
  }
}

const issue = (userIds: string[], turn?: PromiseLike<unknown>) =>
  issueMany(
    contextIn(server.db, site.id),
    courseId,
    userIds.map((userId) => ({ userId })),
    { createUsers: false, ...(turn && { turn }) },
  )

describe('issueMany with a turn', () => {
  it('numbers its certificates after those that were issued while it waited', async () => {
    await newCourse()
    const [first, second, third] = [await newUser(), await newUser(), await newUser()]
    const outcomes = await issue(
      [second, third],
      turnAfter(() => issue([first])),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['issued', 'issued'])
    const list = await certificates()
    expect(list.totalCount).toBe(3)
    expect(list.certificates.map((one: { user: { id: string } }) => one.user.id)).toEqual([first, second, third])
  })

  it('reports certificates that were issued while it waited as existing', async () => {
    await newCourse()
    const [first, second] = [await newUser(), await newUser()]
    let meanwhile: EntryOutcome[] = []
    const outcomes = await issue(
      [first, second],
      turnAfter(async () => {
        meanwhile = await issue([second])
      }),
    )
    expect(outcomes.map(({ status }) => status)).toEqual(['issued', 'exists'])
    const [{ id, publicId } = {}] = meanwhile.flatMap((one) => ('certificate' in one ? one.certificate : []))
    expect(outcomes[1]).toMatchObject({ certificate: { id, publicId } })
    expect((await certificates()).totalCount).toBe(2)
  })

  it('uses the course name at the time of its turn', async () => {
    await newCourse()
    const rename = () => server.http.patch(`/openapi/v1/courses/${courseId}`).set(as()).send({ name: 'Another name' })
    await issue(
      [await newUser()],
      turnAfter(async () => rename().expect(200)),
    )
    expect((await certificates()).certificates).toMatchObject([{ courseName: 'Another name' }])
  })

  it('rejects with course.not_found when the course was deleted while it waited', async () => {
    await newCourse()
    const removal = () => server.http.delete(`/openapi/v1/courses/${courseId}`).set(as())
    const issuing = issue(
      [await newUser()],
      turnAfter(async () => removal().expect(200)),
    )
    await expect(issuing).rejects.toMatchObject({ code: 'course.not_found' })
  })
})

describe('issueInTurn', () => {
  const outcome: EntryOutcome = { status: 'invalid', errors: {} }

  it('starts a chunk before the previous one is done, and yields them in order', async () => {
    const begun: number[] = []
    const yielded: number[] = []
    const chunks = issueInTurn([1, 2, 3], async (chunk, turn) => {
      begun.push(chunk)
      await turn
      return [outcome]
    })
    for await (const { chunk } of chunks) {
      if (yielded.length === 0) expect(begun).toEqual([1, 2])
      yielded.push(chunk)
    }
    expect(yielded).toEqual([1, 2, 3])
  })

  it('stops at the first chunk that fails', async () => {
    const done: number[] = []
    const chunks = issueInTurn([1, 2, 3, 4], async (chunk, turn) => {
      await turn
      if (chunk === 2) throw new Error('It cannot be.')
      done.push(chunk)
      return [outcome]
    })
    const yielded: number[] = []
    const reading = async () => {
      for await (const { chunk } of chunks) yielded.push(chunk)
    }
    await expect(reading()).rejects.toThrow('It cannot be.')
    expect([yielded, done]).toEqual([[1], [1]])
  })
})
