import { readdir, readFile } from 'node:fs/promises'
import pg from 'pg'
import { pidOf } from './processes.ts'

// Processor time by /proc. On other systems than Linux, and for a database on another machine, there is none.

/** Processor seconds per 1,000 responses, of a server with its children, and of PostgreSQL with its connections. */
export type Cost = { server: number; database: number }

/** The clock of /proc, on all usual kernels. */
const TICKS_PER_SECOND = 100

type Process = { pid: number; name: string; parent: number; group: number; seconds: number }

let postmaster: number | null = null

/** Finds the process that has started all others of a PostgreSQL server. */
export async function watchDatabase(url: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const backend = await readProcess(String(rows[0]?.pid))
  postmaster = backend?.name.startsWith('postgres') ? backend.parent : null
  await client.end()
}

/** Runs work of a server, and adds to its result what each of its units cost. */
export async function withCost<Result extends object>(
  url: string,
  unitsOf: (result: Result) => number,
  work: () => Promise<Result>,
): Promise<Result & { cost: Cost | null }> {
  const before = await usedBy(url)
  const result = await work()
  const after = await usedBy(url)
  if (!before || !after) return { ...result, cost: null }
  const each = (from: number, to: number) => ((to - from) * 1000) / unitsOf(result)
  return {
    ...result,
    cost: { server: each(before.server, after.server), database: each(before.database, after.database) },
  }
}

/** Returns the processor seconds of a server and of PostgreSQL since their start, or null. */
async function usedBy(url: string): Promise<Cost | null> {
  const server = pidOf(url)
  const all = (await Promise.all((await readdir('/proc').catch(() => [])).map(readProcess))).filter(
    (one) => one !== null,
  )
  if (all.length === 0 || postmaster === null) return null
  const sum = (processes: Process[]) => processes.reduce((total, { seconds }) => total + seconds, 0)
  return {
    server: sum(all.filter(({ group }) => group === server)),
    database: sum(all.filter(({ pid, parent }) => pid === postmaster || parent === postmaster)),
  }
}

async function readProcess(pid: string): Promise<Process | null> {
  if (!/^\d+$/.test(pid)) return null
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [, name = '', rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat) ?? []
  if (!rest) return null
  const [, parent, group, ...others] = rest.split(' ').map(Number)
  // utime, stime, and those of children that have ended.
  const ticks = others.slice(8, 12).reduce((total, value) => total + value, 0)
  return { pid: Number(pid), name, parent: parent ?? 0, group: group ?? 0, seconds: ticks / TICKS_PER_SECOND }
}
