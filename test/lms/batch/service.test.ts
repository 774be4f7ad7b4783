import { beforeAll, describe, expect, it } from 'vitest'
import { type EntryOutcome, issueInTurn, issueMany } from '../../../src/lms/batch/service.ts'
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

/** Waits for its turn until something has happened, which begins when it is waited for. */
function turnAfter(happen: () => Promise<unknown>): PromiseLike<unknown> {
  let happened: Promise<unknown> | undefined
  return {
    // biome-ignore lint/suspicious/noThenProperty: that it is awaited is when it begins.
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

describe('Issuing to many that is prepared, and then waits for its turn', () => {
  it('counts on from what was issued meanwhile', async () => {
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

  it('gives nobody twice what was issued meanwhile', async () => {
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
    expect(outcomes[1]).toEqual({ ...meanwhile[0], status: 'exists' })
    expect((await certificates()).totalCount).toBe(2)
  })

  it('states what the course is called by then', async () => {
    await newCourse()
    const rename = () => server.http.patch(`/openapi/v1/courses/${courseId}`).set(as()).send({ name: 'Another name' })
    await issue(
      [await newUser()],
      turnAfter(async () => rename().expect(200)),
    )
    expect((await certificates()).certificates).toMatchObject([{ courseName: 'Another name' }])
  })

  it('issues nothing in a course that was deleted meanwhile', async () => {
    await newCourse()
    const removal = () => server.http.delete(`/openapi/v1/courses/${courseId}`).set(as())
    const issuing = issue(
      [await newUser()],
      turnAfter(async () => removal().expect(200)),
    )
    await expect(issuing).rejects.toMatchObject({ code: 'course.not_found' })
  })
})

describe('Chunks that are issued in turn', () => {
  const outcome: EntryOutcome = { status: 'invalid', errors: {} }

  it('begin before the one before is done, and are told in their order', async () => {
    const begun: number[] = []
    const told: number[] = []
    const chunks = issueInTurn([1, 2, 3], async (chunk, turn) => {
      begun.push(chunk)
      await turn
      return [outcome]
    })
    for await (const { chunk } of chunks) {
      if (told.length === 0) expect(begun).toEqual([1, 2])
      told.push(chunk)
    }
    expect(told).toEqual([1, 2, 3])
  })

  it('end with the first that fails', async () => {
    const done: number[] = []
    const chunks = issueInTurn([1, 2, 3, 4], async (chunk, turn) => {
      await turn
      if (chunk === 2) throw new Error('It cannot be.')
      done.push(chunk)
      return [outcome]
    })
    const told: number[] = []
    const reading = async () => {
      for await (const { chunk } of chunks) told.push(chunk)
    }
    await expect(reading()).rejects.toThrow('It cannot be.')
    expect([told, done]).toEqual([[1], [1]])
  })
})
