import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { FreshDatabase } from '../database/database.ts'
import { watchedLog } from './log.ts'

export type Ended = { code: number | null; stdout: string; stderr: string }

export type Running = {
  pid: number
  /** Waits until its standard output matches; rejects if the process ends before. */
  prints(pattern: RegExp): Promise<string[]>
  /** Does the same for its standard error. */
  complains(pattern: RegExp): Promise<string[]>
  kill(signal: NodeJS.Signals): void
  ended: Promise<Ended>
}

const root = fileURLToPath(new URL('../../..', import.meta.url))

/** Skips the second, optimising compilation of PostgreSQL, which takes longer than most of these processes live. */
const COMPILED_ONCE = '--liftoff-only'

const running = new Set<Running>()
const log = watchedLog()
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map((child) => child.ended))
  log.ensureDiscreet()
})

/**
 * Starts a program of this project, compiled as users run it, with only these environment variables. `by` is a command
 * that runs the program, and `folder` has the programs. The process is killed after the tests of the file.
 */
export async function start(
  source: string,
  args: string[] = [],
  env: NodeJS.ProcessEnv = {},
  by: string[] = [],
  folder = root,
): Promise<Running> {
  const { PATH, HOME, TMPDIR } = process.env
  const script = source.replace(/^src\/(.*)\.ts$/, 'dist/$1.js')
  const node = [
    process.execPath,
    COMPILED_ONCE,
    ...(script === source ? ['--conditions=@chancery/source', '--import', 'tsx'] : []),
    script,
    ...args,
  ]
  const [command = '', ...rest] = [...by, ...node]
  const child = spawn(command, rest, {
    cwd: folder,
    env: { PATH, HOME, TMPDIR, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const written = { stdout: '', stderr: '' }
  for (const output of ['stdout', 'stderr'] as const) {
    child[output].setEncoding('utf8').on('data', (text) => {
      written[output] += text
    })
  }
  const isServer = source === 'src/main.ts' || args[0] === 'work'
  const ended = once(child, 'close').then(([code]): Ended => {
    if (isServer) log.writeServer(written.stdout)
    else log.writeCommand(written.stdout)
    log.writeServer(written.stderr)
    return { code, ...written }
  })
  const shows = (output: 'stdout' | 'stderr', pattern: RegExp) =>
    new Promise<string[]>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(written[output])
        if (found) resolve([...found])
      }
      child[output].on('data', look)
      look()
      void ended.then((end) =>
        reject(new Error(`It ended (${end.code}) before: ${pattern}\n${end.stdout}${end.stderr}`)),
      )
    })
  await once(child, 'spawn')
  const started: Running = {
    pid: child.pid ?? 0,
    kill: (signal) => child.kill(signal),
    ended: ended.finally(() => running.delete(started)),
    prints: (pattern) => shows('stdout', pattern),
    complains: (pattern) => shows('stderr', pattern),
  }
  running.add(started)
  return started
}

/** Runs a program of this project until it ends. */
export async function run(script: string, args: string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return (await start(script, args, env)).ended
}

/** Runs the `chancery` command. */
export function chancery(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return run('src/cli/main.ts', args, env)
}

/** Starts the server of `npm start` on a free port, and waits until it listens. */
export async function startMain(
  env: NodeJS.ProcessEnv,
  by?: string[],
  folder?: string,
): Promise<Running & { url: string }> {
  const server = await start('src/main.ts', [], { PORT: '0', LOG_LEVEL: 'warn', ...env }, by, folder)
  const [, url = ''] = await server.prints(/Chancery is listening on (\S+)/)
  return { ...server, url }
}

/** Returns the environment variables that select a database. */
export function variablesOf({ databaseUrl, dataDir }: Omit<FreshDatabase, 'dispose'>): NodeJS.ProcessEnv {
  return { DATABASE_URL: databaseUrl, DATA_DIR: dataDir }
}
