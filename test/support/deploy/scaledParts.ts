import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { pgbouncerVersion } from '../database/pgbouncer.ts'
import type { ScaledPostgres } from '../database/scaledPostgres.ts'
import { newFolder } from '../files/folders.ts'
import { readDeployFile, withOne } from './deployFiles.ts'

// Starts the programs of deploy/compose.scale.yml on loopback, with its files.

/** Where deploy/compose.scale.yml has the password of the roles. */
export const PASSWORD_PLACE = `\${POSTGRES_PASSWORD}`

/** What to stop after the tests of the file, the last one first. */
export const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
})

async function launch(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
  await once(child, 'spawn')
  stops.push(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
}

/** Starts PgBouncer with deploy/scale/pgbouncer.ini, and returns its port. */
export async function startPooler(postgres: ScaledPostgres): Promise<number> {
  const [folder, port] = [await newFolder(), await freePort()]
  await chmod(folder, 0o755)
  const users = join(folder, 'userlist.txt')
  const [, line = ''] = /^ {6}("requests" .*)$/m.exec(await readDeployFile('compose.scale.yml')) ?? []
  await writeFile(users, withOne(line, PASSWORD_PLACE, postgres.password), { mode: 0o644 })
  let settings = withOne(
    await readDeployFile('scale/pgbouncer.ini'),
    'host=postgres port=5432',
    `host=127.0.0.1 port=${postgres.port}`,
  )
  settings = withOne(settings, '/etc/pgbouncer/userlist.txt', users)
  settings = withOne(
    withOne(settings, 'listen_port = 6432', `listen_port = ${port}`),
    'listen_addr = *',
    'listen_addr = 127.0.0.1\nunix_socket_dir =',
  )
  if (!hasNames) settings = withOne(settings, 'max_prepared_statements = 200', '')
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(file, settings, { mode: 0o644 })
  await launch('pgbouncer', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), file])
  return port
}

/** Whether PgBouncer knows named statements. */
export const hasNames = (pgbouncerVersion() ?? 0) >= 1.21

/** Starts Caddy with deploy/scale/Caddyfile in front of two servers, without TLS. */
export async function startBalancer(port: number, servers: string[]): Promise<void> {
  const file = join(await newFolder(), 'Caddyfile')
  const upstreams = servers.map((url) => new URL(url).host).join(' ')
  const content = withOne(await readDeployFile('scale/Caddyfile'), 'chancery-1:3000 chancery-2:3000', upstreams)
  await writeFile(file, `{\nadmin off\n}\n${content}`)
  await launch('caddy', ['run', '--adapter', 'caddyfile', '--config', file], { HOST_NAME: `http://127.0.0.1:${port}` })
}
