import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../scripts/freePort.ts'

export type Pooler = { url: string; stop(): Promise<void> }

/** Returns the version of the installed PgBouncer, such as 1.18. Null: there is none. */
export function pgbouncerVersion(): number | null {
  try {
    const [, version] =
      /PgBouncer (\d+\.\d+)/.exec(execFileSync('pgbouncer', ['--version'], { encoding: 'utf8' })) ?? []
    return version === undefined ? null : Number(version)
  } catch {
    return null
  }
}

/** Starts PgBouncer in transaction mode, with few connections to a database. */
export async function startPgbouncer(databaseUrl: string, connections = 3): Promise<Pooler> {
  const { hostname, port, username, password, pathname } = new URL(databaseUrl)
  const folder = await mkdtemp(join(tmpdir(), 'chancery-pgbouncer-'))
  // PgBouncer does not run as root.
  await chmod(folder, 0o755)
  const listening = await freePort()
  const target = `host=${hostname} port=${port || 5432} user=${username}${password && ` password=${password}`}`
  const settings = [
    '[databases]',
    `${pathname.slice(1)} = ${target}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${listening}`,
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    `default_pool_size = ${connections}`,
    'server_reset_query_always = 0',
    ...((pgbouncerVersion() ?? 0) >= 1.21 ? ['max_prepared_statements = 200'] : []),
  ]
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(file, settings.join('\n'), { mode: 0o644 })
  const as = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = spawn('pgbouncer', [...as, file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  let log = ''
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text) => {
      log += text
      if (log.includes('process up')) resolve()
    })
    void ended.then(() => reject(new Error(`PgBouncer ended: ${log}`)))
  })
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${listening}`
  return {
    url: url.href,
    async stop() {
      child.kill('SIGKILL')
      await ended
      await rm(folder, { recursive: true, force: true })
    },
  }
}
