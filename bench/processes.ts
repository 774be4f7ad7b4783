import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../scripts/freePort.ts'

/** A server in a process of its own. */
export type Server = {
  url: string
  pid: number
  /** Milliseconds from its start to its first good answer. */
  startedIn: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))
/** How to stop each of the servers that run or are about to. */
const running = new Set<() => Promise<void>>()
let closed = false

/** Chancery as its users run it. */
export const npmStart = ['npm', 'start']
/** The same without npm around it. */
export const nodeMain = ['node', 'dist/main.js']
/** The floor that it is compared with. */
export const floor = ['node', '--import', 'tsx', 'bench/floor.ts']

/** Where servers of this run keep their files. */
export const dataDir = join(tmpdir(), `chancery-bench-${process.pid}`)

let profiles: string | null = null

/** Has every server from now on write a CPU profile and its statements into a folder when it ends. */
export function profileServers(folder: string): void {
  profiles = folder
}

function environment(variables: Record<string, string>): Record<string, string | undefined> {
  const { PATH, HOME } = process.env
  if (!profiles) return { PATH, HOME, DATA_DIR: dataDir, ...variables }
  return { PATH, HOME, DATA_DIR: dataDir, ...variables, BENCH_PROFILES: profiles }
}

function profiled([file = '', ...args]: string[]): [file: string, args: string[]] {
  if (!profiles || file !== 'node') return [file, args]
  const statements = fileURLToPath(new URL('statements.mjs', import.meta.url))
  return [file, ['--cpu-prof', `--cpu-prof-dir=${profiles}`, '--import', statements, ...args]]
}

/** Starts a server and waits until it answers `GET /health`. It sees nothing of this environment but these variables. */
export async function startServer(command: string[], variables: Record<string, string>): Promise<Server> {
  const port = await freePort()
  if (closed) throw new Error('The benchmark was interrupted.')
  const url = `http://127.0.0.1:${port}`
  const [file, args] = profiled(command)
  const start = performance.now()
  const child = spawn(file, args, {
    cwd: root,
    env: environment({ HOST: '127.0.0.1', PORT: String(port), ...variables }),
    stdio: ['ignore', 'pipe', 'inherit'],
    // A group of its own, so that what npm starts can be stopped with it.
    detached: true,
  })
  const pid = child.pid ?? Number.NaN
  child.stdout.resume()
  // When nobody holds its output any more: npm may end before what it started.
  const ended = once(child, 'close')
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const stop = async () => {
    running.delete(stop)
    if (!isOver()) process.kill(-pid, 'SIGTERM')
    await ended
  }
  running.add(stop)
  while (!(await answers(`${url}/health`))) {
    if (isOver()) throw new Error(`${command.join(' ')} ended before it answered.`)
    await sleep(20)
  }
  return { url, pid, startedIn: performance.now() - start, stop }
}

/** Stops all servers, removes their files, and lets no other start. */
export async function stopServers(): Promise<void> {
  closed = true
  await Promise.all([...running].map((stop) => stop()))
  await rm(dataDir, { recursive: true, force: true })
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.text()
    return response.ok
  } catch {
    return false
  }
}
