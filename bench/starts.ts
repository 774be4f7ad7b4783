import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './context.ts'
import { type Figure, median } from './figures.ts'
import { issues } from './issuing.ts'
import { anyPage } from './list.ts'
import { newCourse, newUsers, onPostgres } from './lms.ts'
import { load } from './load.ts'
import { nodeMain, npmStart, startServer } from './processes.ts'

const REST_SECONDS = 10

/** Duration of each load before memory is measured. */
const LOAD_SECONDS = 20

/** Time from `npm start` to the first response. */
export const starts: Bench = {
  name: 'starts',
  async measure({ databaseUrl, rounds }) {
    const { fresh, existing } = await measureEmbeddedStarts(rounds)
    return [
      startFigure('PostgreSQL', 1, await measurePostgresStarts(databaseUrl, rounds)),
      startFigure('existing embedded database', 1.5, existing),
      startFigure('new embedded database', 6, fresh),
    ]
  },
}

function startFigure(database: string, most: number, { npm, node }: StartTimes): Figure {
  return {
    what: `\`npm start\` to the first response, ${database}`,
    unit: 's',
    target: { most },
    rounds: npm,
    note: `without npm ${median(node).toFixed(2)} s`,
  }
}

/** Resident memory of a server that rests: after a few requests, and after seconds of as many as it can answer. */
export const memory: Bench = {
  name: 'memory',
  measure: (context) =>
    onPostgres(context, async (lms) => {
      const rested = async () => {
        await sleep(REST_SECONDS * 1000)
        return [await residentMegabytes(lms.server.pid)]
      }
      const pages = anyPage(lms.server.url, context.size, { 'x-api-key': lms.key })
      await load(pages, { seconds: 60, connections: 1, requests: 20 })
      const idle = await rested()
      const toIssue = issues(lms, await newUsers(lms, 20), [await newCourse(lms)])
      for (const target of [pages, toIssue]) await load(target, { seconds: LOAD_SECONDS })
      return [
        { what: 'Memory when idle, PostgreSQL', unit: 'MB', target: { most: 120 }, rounds: idle },
        { what: 'Memory after load, PostgreSQL', unit: 'MB', target: { most: 170 }, rounds: await rested() },
      ]
    }),
}

/** Seconds to the first response, with npm and without, one value per run. */
type StartTimes = { npm: number[]; node: number[] }

/** Measures starts on a new embedded database, and restarts on the same one. */
async function measureEmbeddedStarts(rounds: number): Promise<{ fresh: StartTimes; existing: StartTimes }> {
  const fresh: StartTimes = { npm: [], node: [] }
  const existing: StartTimes = { npm: [], node: [] }
  for (let run = 0; run < rounds; run++) {
    for (const how of ['npm', 'node'] as const) {
      const folder = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
      try {
        fresh[how].push(await startTime(how, { DATA_DIR: folder }))
        existing[how].push(await startTime(how, { DATA_DIR: folder }))
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 30 })
      }
    }
  }
  return { fresh, existing }
}

/** Measures starts on a migrated PostgreSQL database. */
async function measurePostgresStarts(databaseUrl: string, rounds: number): Promise<StartTimes> {
  const times: StartTimes = { npm: [], node: [] }
  for (let run = 0; run < rounds; run++) {
    for (const how of ['npm', 'node'] as const) times[how].push(await startTime(how, { DATABASE_URL: databaseUrl }))
  }
  return times
}

async function startTime(how: 'npm' | 'node', variables: Record<string, string>): Promise<number> {
  const server = await startServer(how === 'npm' ? npmStart : nodeMain, variables)
  await server.stop()
  return server.startedIn / 1000
}

/** Returns the resident memory of a process in megabytes. */
export async function residentMegabytes(pid: number): Promise<number> {
  return ((await residentKibibytes(pid)) * 1024) / 1e6
}

async function residentKibibytes(pid: number): Promise<number> {
  if (process.platform !== 'linux') return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)]))
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1])
}
