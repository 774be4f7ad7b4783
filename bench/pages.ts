import assert from 'node:assert/strict'
import autocannon from 'autocannon'
import { BIG_COURSE, SMALL_COURSE } from './database.ts'
import { floor, nodeMain, startServer } from './processes.ts'

const ROUNDS = 8
const SECONDS = 4
const WARM_UP_SECONDS = 4
const CONNECTIONS = 32

/** Requests a second, once a round. */
export type PageRates = { floor: number[]; small: number[]; big: number[]; deep: number[] }

/** Asks for pages of 20 certificates from the floor and from Chancery, by turns. */
export async function measurePages(databaseUrl: string, key: string): Promise<PageRates> {
  const lowest = await startServer(floor, { DATABASE_URL: databaseUrl })
  const chancery = await startServer(nodeMain, {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'warn',
    // Counts like any limit, and is never reached.
    RATE_LIMIT_PER_MINUTE: '1000000000',
  })
  const targets = {
    floor: { url: lowest.url + pagePath(SMALL_COURSE, 0) },
    small: { url: chancery.url + pagePath(SMALL_COURSE, 0), headers: { 'x-api-key': key } },
    big: { url: chancery.url + pagePath(BIG_COURSE, 0), headers: { 'x-api-key': key } },
    deep: { url: chancery.url + pagePath(BIG_COURSE, 90_000), headers: { 'x-api-key': key } },
  }
  const { nextCursor: _notOfTheFloor, ...page } = await answer(targets.small)
  assert.deepEqual(page, await answer(targets.floor))

  const rates: PageRates = { floor: [], small: [], big: [], deep: [] }
  const names = ['floor', 'small', 'big', 'deep'] as const
  for (const name of names) await load(targets[name], WARM_UP_SECONDS)
  for (let round = 0; round < ROUNDS; round++) {
    // Every other round backwards, so that a drift of the machine favours nobody.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      rates[name].push(await load(targets[name], SECONDS))
    }
  }
  await lowest.stop()
  await chancery.stop()
  return rates
}

export function pagePath(courseId: number, offset: number): string {
  return `/openapi/v1/courses/${courseId}/certificates?offset=${offset}&limit=20`
}

type Target = { url: string; headers?: Record<string, string> }

async function answer({ url, headers = {} }: Target): Promise<Record<string, unknown>> {
  const response = await fetch(url, { headers })
  return (await response.json()) as Record<string, unknown>
}

async function load(target: Target, seconds: number): Promise<number> {
  const result = await autocannon({ ...target, connections: CONNECTIONS, duration: seconds })
  assert.equal(result.non2xx + result.errors, 0, `${target.url} failed under load.`)
  return result['2xx'] / result.duration
}
