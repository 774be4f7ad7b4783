import { setTimeout as sleep } from 'node:timers/promises'
import { hasPostgres } from '../test/support/database/debianPostgres.ts'
import { startStreaming } from '../test/support/database/streamingReplica.ts'
import { type Bench, serverVariables } from './context.ts'
import { fillDatabase, tenth } from './database.ts'
import { perSecond } from './figures.ts'
import { newCourse, newUsers, post } from './lms.ts'
import { nodeMain, type Server, startServer } from './processes.ts'
import { rates, takeTurns } from './turns.ts'
import { anyVerification } from './verify.ts'
import { upload } from './wallet.ts'

const TOKEN = 'token-of-the-benchmark'

/** Pause (ms) between two changes. */
const CHANGES_MS = 50

/** Share of the reads of public pages that a replica answers, while certificates are issued. */
export const replica: Bench = {
  name: 'replica',
  async measure({ seconds, rounds }) {
    if (!hasPostgres) {
      console.warn('NOT MEASURED: PostgreSQL 15 of Debian is missing. Run: apt-get install postgresql-15')
      return []
    }
    const streaming = await startStreaming()
    try {
      const key = await fillDatabase(streaming.primary.url, tenth)
      const server = await startServer(nodeMain, {
        ...serverVariables(streaming.primary.url),
        ...{ DATABASE_READ_URL: streaming.replica.url, METRICS_TOKEN: TOKEN },
      })
      const stopIssuing = await issueMeanwhile(server, key)
      try {
        await upload(server.url)
        while ((await countsOf(server)).replica === 0) {
          await fetch(`${server.url}/issuers/1.json`)
          await sleep(CHANGES_MS)
        }
        const shares: number[] = []
        const speeds: number[] = []
        for (let round = 0; round < rounds; round += 1) {
          const before = await countsOf(server)
          const { json } = await takeTurns({ json: anyVerification(server.url, tenth) }, { rounds: 1, seconds })
          const after = await countsOf(server)
          const [all, byReplica] = [after.all - before.all, after.replica - before.replica]
          shares.push((byReplica / all) * 100)
          speeds.push(...rates(json))
        }
        const what = 'Reads of verification pages that the replica answers, while 20 certificates a second are issued'
        return [{ what, unit: '%', target: { least: 70 }, rounds: shares, note: perSecond(speeds) }]
      } finally {
        await stopIssuing()
        await server.stop()
      }
    } finally {
      await streaming.dispose()
    }
  },
}

/** Issues certificates one after the other. Returns a function that ends it. */
async function issueMeanwhile(server: Server, key: string): Promise<() => Promise<void>> {
  const lms = { server, url: `${server.url}/openapi/v1`, key }
  const course = await newCourse(lms)
  const [userId] = await newUsers(lms, 1)
  let isOver = false
  const issuing = (async () => {
    while (!isOver) {
      await post(lms, `/courses/${course}/certificates`, { userId })
      await sleep(CHANGES_MS)
    }
  })()
  return () => {
    isOver = true
    return issuing
  }
}

/** Returns the number of reads that the replica may answer, and of those that it has answered. */
async function countsOf({ url }: Server): Promise<{ all: number; replica: number }> {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
  const lines = (await response.text()).matchAll(/^chancery_replica_(reads|fallbacks)_total\S* (\d+)/gm)
  const counts = [...lines].map(([, name, count]) => ({ name, count: Number(count) }))
  const sum = (found: typeof counts) => found.reduce((total, { count }) => total + count, 0)
  return { all: sum(counts), replica: sum(counts.filter(({ name }) => name === 'reads')) }
}
