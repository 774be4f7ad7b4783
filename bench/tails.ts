import pg from 'pg'
import { type Bench, type Context, serverVariables } from './context.ts'
import { SMALL_COURSE } from './database.ts'
import type { Figure } from './figures.ts'
import { pagePath } from './list.ts'
import { always, load, quantile, type Target } from './load.ts'
import { floor, nodeMain, startServer } from './processes.ts'
import { anyVerification } from './verify.ts'
import { anyCertificate, anyHolder, staticCreations, upload } from './wallet.ts'

/** 99th percentile of latency compared with the median, at half of the maximum rate. */
export const tails: Bench = {
  name: 'tails',
  async measure(context) {
    const { databaseUrl, key, size } = context
    const server = await startServer(nodeMain, serverVariables(databaseUrl))
    const { url } = server
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    try {
      await upload(url)
      // Vacuum after earlier benchmarks now, so that autovacuum does not affect this one.
      await pool.query('VACUUM ANALYZE')
      return [
        await floorTail(context),
        await tail('list', always(url + pagePath(SMALL_COURSE, 0), { headers: { 'x-api-key': key } }), context),
        await tail('retrieve', anyCertificate(url, size), context),
        await tail('learner list', anyHolder(url), context),
        await tail('create', staticCreations(url), context),
        await tail('verification', anyVerification(url, size), context),
      ]
    } finally {
      await pool.end()
      await server.stop()
    }
  },
}

/** Measures the latency that the machine and the load generator themselves cause. */
async function floorTail(context: Context): Promise<Figure> {
  const lowest = await startServer(floor, { DATABASE_URL: context.databaseUrl })
  const { target: _none, ...figure } = await tail(
    'list of the floor, for comparison',
    always(lowest.url + pagePath(SMALL_COURSE, 0)),
    context,
  )
  await lowest.stop()
  return figure
}

async function tail(what: string, target: Target, { rounds, seconds }: Context): Promise<Figure> {
  await load(target, { seconds: 2 })
  const [ratios, medians]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round++) {
    const { perSecond } = await load(target, { seconds })
    const half = await load(target, { seconds, rate: perSecond / 2 })
    ratios.push(quantile(half, 0.99) / quantile(half, 0.5))
    medians.push(quantile(half, 0.5))
  }
  const note = `median ${(medians[medians.length >> 1] ?? Number.NaN).toFixed(2)} ms`
  return {
    what: `99th percentile compared with the median, at half of the maximum rate: ${what}`,
    unit: '×',
    target: { most: 5 },
    rounds: ratios,
    note,
  }
}
