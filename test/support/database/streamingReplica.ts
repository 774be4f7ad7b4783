import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { appendFile, chmod, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../scripts/freePort.ts'

const BIN = '/usr/lib/postgresql/15/bin'

export const hasPostgres = existsSync(`${BIN}/pg_basebackup`)

type Node = { url: string; stop(): void; promote(): void }

export type Streaming = { primary: Node; replica: Node; dispose(): Promise<void> }

/** PostgreSQL does not run as root. */
function run(program: string, args: string[]): string {
  const isRoot = process.getuid?.() === 0
  const command = [`${BIN}/${program}`, ...args]
  const [file = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
  return execFileSync(file, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], cwd: '/' })
}

/** Starts a primary and a replica that streams from it. */
export async function startStreaming(): Promise<Streaming> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-replica-'))
  await chmod(folder, 0o755)
  if (process.getuid?.() === 0) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
    await chown(folder, id('-u'), id('-g'))
  }
  const nodeIn = async (name: string): Promise<Node & { folder: string; start(): void }> => {
    const [place, port] = [join(folder, name), await freePort()]
    return {
      folder: place,
      url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
      start() {
        const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
        run('pg_ctl', ['-D', place, '-w', '-l', join(folder, `${name}.log`), '-o', options, 'start'])
      },
      stop: () => void run('pg_ctl', ['-D', place, '-m', 'immediate', 'stop']),
      promote: () => void run('pg_ctl', ['-D', place, '-w', 'promote']),
    }
  }
  const [primary, replica] = [await nodeIn('primary'), await nodeIn('replica')]
  run('initdb', ['-D', primary.folder, '-A', 'trust', '-U', 'postgres', '--no-sync'])
  await appendFile(join(primary.folder, 'postgresql.conf'), 'fsync = off\nmax_connections = 60\n')
  primary.start()
  run('pg_basebackup', ['-d', primary.url, '-D', replica.folder, '-R', '-c', 'fast', '--no-sync'])
  replica.start()
  return {
    primary,
    replica,
    async dispose() {
      for (const node of [replica, primary]) {
        try {
          node.stop()
        } catch {
          // It was stopped by the test.
        }
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}
