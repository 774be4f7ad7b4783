import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from '../scripts/freePort.ts'

/** A server in a process of its own. */
export type Server = {
  url: string
  pid: number
  /** Milliseconds from its start to its first good answer. */
  startedIn: number
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))
const running = new Set<Server>()

/** Chancery as its users run it. */
export const npmStart = ['npm', 'start']
/** The same without npm around it. */
export const nodeMain = ['node', 'dist/main.js']
/** The floor that it is compared with. */
export const floor = ['node', '--import', 'tsx', 'bench/floor.ts']

/** Starts a server and waits until it answers `GET /health`. It sees nothing of this environment but these variables. */
export async function startServer(command: string[], variables: Record<string, string>): Promise<Server> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const { PATH, HOME } = process.env
  const [file = '', ...args] = command
  const start = performance.now()
  const child = spawn(file, args, {
    cwd: root,
    env: { PATH, HOME, HOST: '127.0.0.1', PORT: String(port), ...variables },
    stdio: ['ignore', 'ignore', 'inherit'],
    // A group of its own, so that what npm starts can be stopped with it.
    detached: true,
  })
  const ended = once(child, 'exit')
  while (!(await answers(`${url}/health`))) {
    if (child.exitCode !== null) throw new Error(`${command.join(' ')} ended with exit code ${child.exitCode}.`)
    await sleep(5)
  }
  const startedIn = performance.now() - start
  const pid = child.pid ?? 0 // It answered, so it has one.
  const server: Server = {
    url,
    pid,
    startedIn,
    async stop() {
      running.delete(server)
      process.kill(-pid, 'SIGTERM')
      await ended
    },
  }
  running.add(server)
  return server
}

export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((server) => server.stop()))
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.text()
    return response.ok
  } catch {
    return false
  }
}
