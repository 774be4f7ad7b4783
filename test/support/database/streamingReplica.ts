import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { appendFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../../scripts/freePort.ts'
import { asPostgres, BIN, postgresFolder } from './debianPostgres.ts'

export type Node = {
  url: string
  /** `settings`: such as `-c work_mem=1MB`. */
  start(settings?: string): void
  /** Stops it as a crash does. */
  stop(): void
  promote(): void
  /** Suspends all its processes: connections stay open, but get no answer. */
  suspend(): void
  resume(): void
}

export type Streaming = {
  primary: Node
  replica: Node
  /** Starts another replica, which streams from any node. */
  addReplica(of: Node): Promise<Node>
  dispose(): Promise<void>
}

function run(program: string, args: string[]): string {
  const [file, rest] = asPostgres([`${BIN}/${program}`, ...args])
  return execFileSync(file, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], cwd: '/' })
}

/** Starts a primary and a replica that streams from it. */
export async function startStreaming(): Promise<Streaming> {
  const folder = await postgresFolder('chancery-replica-')
  const nodes: Node[] = []
  const newNode = async (create: (place: string) => unknown): Promise<Node> => {
    const node = nodeIn(join(folder, `node${nodes.length}`), await freePort())
    await create(node.folder)
    node.start()
    nodes.push(node)
    return node
  }
  const addReplica = ({ url }: Node) =>
    newNode((place) => run('pg_basebackup', ['-d', url, '-D', place, '-R', '-c', 'fast', '--no-sync']))
  const primary = await newNode(async (place) => {
    run('initdb', ['-D', place, '-A', 'trust', '-U', 'postgres', '--no-sync'])
    await appendFile(join(place, 'postgresql.conf'), 'fsync = off\nmax_connections = 60\n')
  })
  return {
    primary,
    replica: await addReplica(primary),
    addReplica,
    async dispose() {
      for (const node of nodes.toReversed()) {
        try {
          node.resume()
          node.stop()
        } catch {
          // It was stopped by the test.
        }
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function nodeIn(folder: string, port: number): Node & { folder: string } {
  let suspended: number[] = []
  const signal = (pid: number, name: NodeJS.Signals) => {
    try {
      process.kill(pid, name)
    } catch {
      // It has ended.
    }
  }
  return {
    folder,
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    start(settings = '') {
      const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' ${settings}`
      run('pg_ctl', ['-D', folder, '-w', '-l', `${folder}.log`, '-o', options, 'start'])
    },
    stop: () => void run('pg_ctl', ['-D', folder, '-m', 'immediate', 'stop']),
    promote: () => void run('pg_ctl', ['-D', folder, '-w', 'promote']),
    suspend() {
      const postmaster = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
      // The postmaster first, so that it starts no process meanwhile.
      signal(postmaster, 'SIGSTOP')
      const children = execFileSync('pgrep', ['-P', String(postmaster)], { encoding: 'utf8' })
      suspended = [postmaster, ...children.trim().split('\n').map(Number)]
      for (const pid of suspended) signal(pid, 'SIGSTOP')
    },
    resume() {
      for (const pid of suspended) signal(pid, 'SIGCONT')
      suspended = []
    },
  }
}
