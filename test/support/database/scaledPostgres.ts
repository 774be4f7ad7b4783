import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '../../../scripts/freePort.ts'
import { readDeployFile } from '../deploy/deployFiles.ts'
import { asPostgres, BIN, postgresFolder } from './debianPostgres.ts'

// The primary and the replica of deploy/compose.scale.yml, with Debian's PostgreSQL in place of the image.

type Following = { port: number; ended: Promise<string>; kill(): void }

export type ScaledPostgres = {
  /** Owner of the database, and its password, which all roles have. */
  owner: string
  password: string
  port: number
  /** Runs replica.sh. Its place is the same each time. `program`: what the script finds as pg_basebackup. */
  follow(program?: string): Promise<Following>
  dispose(): Promise<void>
}

/** Initializes a primary as the image does, with the role `owner` and its database, and runs primary.sh. */
export async function startScaledPostgres(owner: string, password: string): Promise<ScaledPostgres> {
  const folder = await postgresFolder('chancery-scale-')
  const port = await freePort()
  const primary = join(folder, 'primary')
  const variables = (more: Record<string, string>) => {
    const all = { PATH: `${folder}:${BIN}:${process.env.PATH}`, LC_ALL: 'C.UTF-8', ...more }
    return ['env', '-i', ...Object.entries(all).map(([name, value]) => `${name}=${value}`)]
  }
  const commandOf = (command: string[], more: Record<string, string>) => asPostgres([...variables(more), ...command])
  const run = (command: string[], more: Record<string, string> = {}) => {
    const [file, args] = commandOf(command, more)
    execFileSync(file, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
  }
  const optionsAt = (at: number) => [
    '-p',
    String(at),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ]

  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, password, { mode: 0o644 })
  run(['initdb', '-D', primary, '-A', 'scram-sha-256', '-U', owner, '--pwfile', passwordFile, '--no-sync'])
  const [log, options] = [join(folder, 'primary.log'), [...optionsAt(port), '-c', 'fsync=off'].join(' ')]
  run(['pg_ctl', '-D', primary, '-w', '-l', log, '-o', options, 'start'])
  const connection = { PGHOST: '127.0.0.1', PGPORT: String(port), PGUSER: owner, PGPASSWORD: password }
  run(['createdb', owner], connection)
  run(['sh', '-c', await readDeployFile('scale/primary.sh')], {
    ...{ ...connection, PGDATA: primary },
    ...{ POSTGRES_USER: owner, POSTGRES_PASSWORD: password, POSTGRES_DB: owner },
  })
  // The image starts PostgreSQL again after its scripts.
  run(['pg_ctl', '-D', primary, 'reload'])

  const replica = join(folder, 'replica')
  const copier = join(folder, 'pg_basebackup')
  return {
    ...{ owner, password, port },
    async follow(program) {
      await rm(copier, { force: true })
      if (program !== undefined) await writeFile(copier, program, { mode: 0o755 })
      const at = await freePort()
      const [file, args] = commandOf(['sh', '-c', await readDeployFile('scale/replica.sh'), 'sh', ...optionsAt(at)], {
        PGDATA: replica,
        PRIMARY: `host=127.0.0.1 port=${port} user=replicator password=${password}`,
      })
      const child = spawn(file, args, { cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] })
      const said = text(child.stderr)
      return { port: at, ended: once(child, 'close').then(() => said), kill: () => child.kill('SIGTERM') }
    },
    async dispose() {
      for (const place of [replica, primary]) {
        try {
          run(['pg_ctl', '-D', place, '-m', 'immediate', 'stop'])
        } catch {
          // It does not run.
        }
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
