import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../scripts/freePort.ts'

/** Server in a separate process. */
export type Server = {
  url: string
  pid: number
  /** Milliseconds from its start to its first successful response. */
  startedIn: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))
/** Process ids and stop functions of all servers that are running or starting, by their URL. */
const running = new Map<string, Pick<Server, 'pid' | 'stop'>>()
let closed = false
let checkout = root

/** Makes all servers and commands that start later those of another checkout, which must be built. */
export function serveFrom(folder: string = root): void {
  checkout = folder
}

/** Returns the folder of the checkout whose servers start now. */
export function servedFolder(): string {
  return checkout
}

/** Returns the process id of the server at a URL. Its children are in the process group of this id. */
export function pidOf(url: string): number | undefined {
  return running.get(new URL(url).origin)?.pid
}

/** Chancery as users start it. */
export const npmStart = ['npm', 'start']
/** Chancery without npm. */
export const nodeMain = ['node', 'dist/main.js']
/** The floor, for comparison. */
export const floor = ['node', '--import', 'tsx', 'bench/floor.ts']

/** An S3 server, in DATA_DIR. */
export const s3Server = ['node', '--import', 'tsx', 'bench/s3.ts']

/** Data folder of the servers of this run. */
export const dataDir = join(tmpdir(), `chancery-bench-${process.pid}`)

let profiles: string | null = null

/** Makes all servers that start later write a CPU profile and their statements into a folder when they end. */
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

/** Starts a server and waits until `GET /health` succeeds. Passes only these environment variables, PATH and HOME. */
export async function startServer(command: string[], variables: Record<string, string>): Promise<Server> {
  const port = await freePort()
  if (closed) throw new Error('The benchmark was interrupted.')
  const url = `http://127.0.0.1:${port}`
  const [file, args] = profiled(command)
  const start = performance.now()
  const child = spawn(file, args, {
    cwd: command === floor ? root : checkout,
    env: environment({ HOST: '127.0.0.1', PORT: String(port), ...variables }),
    stdio: ['ignore', 'pipe', 'inherit'],
    // A separate process group, which includes the children of npm.
    detached: true,
  })
  const pid = child.pid ?? Number.NaN
  child.stdout.resume()
  // `close` waits for all processes with this output: npm may end before its children.
  const ended = once(child, 'close')
  const isOver = () => child.exitCode !== null || child.signalCode !== null
  const stop = async () => {
    running.delete(url)
    if (!isOver()) process.kill(-pid, 'SIGTERM')
    await ended
  }
  running.set(url, { pid, stop })
  while (!(await answers(`${url}/health`))) {
    if (isOver()) throw new Error(`${command.join(' ')} ended before it responded.`)
    await sleep(20)
  }
  return { url, pid, startedIn: performance.now() - start, stop }
}

/** Stops all servers, removes their files, and prevents further starts. */
export async function stopServers(): Promise<void> {
  closed = true
  await Promise.all([...running.values()].map(({ stop }) => stop()))
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
