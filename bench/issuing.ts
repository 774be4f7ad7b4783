import type { Bench, Context } from './context.ts'
import type { Figure } from './figures.ts'
import { anyPage } from './list.ts'
import { type Lms, newCourse, newUsers, onEmbedded, onPostgres, postOf } from './lms.ts'
import { type Load, load, quantile, type Target } from './load.ts'
import { costs, rated, takeTurns } from './turns.ts'

const IN_FLIGHT = [16, 60]
const MANY_COURSES = 100
const USERS = 20
const BURST = 1000

/** Single issues: to one course, where requests wait for each other, and to many. */
export const issue: Bench = {
  name: 'issue',
  async measure(context) {
    const figures = await onPostgres(context, async (lms) => {
      const users = await newUsers(lms, USERS)
      const one = issues(lms, users, [await newCourse(lms)])
      const many = issues(lms, users, await newCourses(lms, MANY_COURSES))
      const found: Figure[] = []
      for (const connections of IN_FLIGHT) {
        const loads = await takeTurns({ one, many }, context, { connections })
        found.push(issueFigure(`one course, ${connections} in flight`, loads.one))
        found.push(issueFigure(`many courses, ${connections} in flight`, loads.many))
      }
      return found
    })
    const embedded = await onEmbedded(async (lms) => {
      const one = issues(lms, await newUsers(lms, USERS), [await newCourse(lms)])
      return takeTurns({ one }, context, { connections: 60 })
    })
    return [...figures, issueFigure('one course, 60 in flight, embedded database', embedded.one)]
  },
}

function issueFigure(where: string, loads: Load[]): Figure {
  const [answered, rejected] = [sumOf(loads.map(({ took }) => took.length)), sumOf(loads.map((one) => one.rejected))]
  const share = (100 * rejected) / (answered + rejected)
  const note = rejected > 0 ? `${share.toFixed(0)} % rejected` : 'none rejected'
  return { what: `Single issues, ${where}`, unit: '/ s', ...rated(loads), note }
}

/** Requests of a thousand clients at the same moment. */
export const bursts: Bench = {
  name: 'bursts',
  async measure(context) {
    const onServer = await onPostgres(context, async (lms) => {
      const lists = anyPage(lms.server.url, context.size, { 'x-api-key': lms.key })
      return { issued: await issuedAtOnce(lms, context), listed: await burstsOf(lists, context) }
    })
    const embedded = await onEmbedded((lms) => issuedAtOnce(lms, context))
    return [
      burstFigure('issues to one course', onServer.issued),
      burstFigure('issues to one course, embedded database', embedded),
      burstFigure('lists', onServer.listed),
    ]
  },
}

async function issuedAtOnce(lms: Lms, context: Context): Promise<Load[]> {
  return burstsOf(issues(lms, await newUsers(lms, USERS), [await newCourse(lms)]), context)
}

async function burstsOf(target: Target, { rounds }: Pick<Context, 'rounds'>): Promise<Load[]> {
  await load(target, { seconds: 1 })
  const loads: Load[] = []
  for (let round = 0; round < rounds; round += 1) {
    loads.push(await load(target, { seconds: 60, connections: BURST, requests: BURST }))
  }
  return loads
}

function burstFigure(of: string, loads: Load[]): Figure {
  const last = Math.max(...loads.map((one) => quantile(one, 1)))
  return {
    what: `Burst of ${BURST.toLocaleString('en')} ${of}`,
    unit: 'answers',
    target: { least: BURST },
    rounds: loads.map(({ took }) => took.length),
    costs: costs(loads),
    note: `the last after ${(last / 1000).toFixed(2)} s`,
  }
}

/** Issues to courses in turn. */
export function issues(lms: Lms, users: string[], courses: number[]): Target {
  let place = 0
  return {
    url: lms.url,
    next() {
      place += 1
      const body = { userId: users[place % users.length], achievedAt: 1_700_000_000 }
      return postOf(lms, `/courses/${courses[place % courses.length]}/certificates`, body)
    },
  }
}

async function newCourses(lms: Lms, count: number): Promise<number[]> {
  const courses: number[] = []
  for (let number = 0; number < count; number += 1) courses.push(await newCourse(lms))
  return courses
}

const sumOf = (values: number[]) => values.reduce((sum, value) => sum + value, 0)
