import { cpus } from 'node:os'
import { type Bench, serverVariables } from './context.ts'
import { perSecond, ratios } from './figures.ts'
import { anyPage } from './list.ts'
import type { Load } from './load.ts'
import { nodeMain, startServer } from './processes.ts'
import { costs, rates, takeTurns } from './turns.ts'

/** Requests per second that one process serves on any machine. */
const EVEN_RATE = 300

/** Two server processes compared with one, on one database and one machine. */
export const cores: Bench = {
  name: 'cores',
  async measure(context) {
    const { key, size, databaseUrl } = context
    const headers = { 'x-api-key': key }
    const one = await startServer(nodeMain, serverVariables(databaseUrl))
    const two = await startServer(nodeMain, { ...serverVariables(databaseUrl), WORKERS: '2' })
    try {
      const before = cpuTime()
      await takeTurns({ one: anyPage(one.url, size, headers) }, { ...context, rounds: 1 })
      const busy = busyShare(before, cpuTime())
      const loads = await takeTurns(
        { one: anyPage(one.url, size, headers), two: anyPage(two.url, size, headers) },
        context,
      )
      const most = 1 / busy
      const limit =
        most < 1.6
          ? `; one keeps ${(busy * 100).toFixed(0)} % of the machine busy, so ${most.toFixed(2)} × is the maximum`
          : ''
      // Under full load, one process combines more requests into a statement than each of two.
      const even = await takeTurns(
        { one: anyPage(one.url, size, headers), two: anyPage(two.url, size, headers) },
        context,
        { rate: EVEN_RATE },
      )
      const seconds = (load: Pick<Load, 'cost'>[]) => costs(load).map(({ server, database }) => server + database)
      return [
        {
          what: 'Processor for a list page from two server processes, compared with one',
          unit: '×',
          target: { most: 1.2 },
          rounds: ratios(seconds(loads.two), seconds(loads.one)),
        },
        {
          what: `The same at ${EVEN_RATE} requests a second`,
          unit: '×',
          rounds: ratios(seconds(even.two), seconds(even.one)),
        },
        {
          what: 'List pages from two server processes, compared with one',
          unit: '×',
          // The target depends on the CPU time that database and load generator leave.
          target: { least: Math.min(1.6, most * 0.9) },
          rounds: ratios(rates(loads.two), rates(loads.one)),
          note: `${perSecond(rates(loads.two))}, one ${perSecond(rates(loads.one))}${limit}`,
        },
      ]
    } finally {
      await one.stop()
      await two.stop()
    }
  },
}

type CpuTime = { idle: number; all: number }

/** Returns the CPU time of all cores in milliseconds since boot. */
function cpuTime(): CpuTime {
  const times = cpus().map((core) => core.times)
  const all = times.flatMap((time) => Object.values(time)).reduce((sum, time) => sum + time, 0)
  return { idle: times.reduce((sum, time) => sum + time.idle, 0), all }
}

/** Returns the busy share of the machine between two moments, from 0 to 1. */
function busyShare(before: CpuTime, after: CpuTime): number {
  return 1 - (after.idle - before.idle) / (after.all - before.all)
}
