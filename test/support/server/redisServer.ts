import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../scripts/freePort.ts'
import { newFolder } from '../files/folders.ts'

/** A real Redis on loopback. */
export type RedisServer = {
  url: string
  /** Stops answering, but keeps its connections. */
  hang(): void
  goOn(): void
  kill(): Promise<void>
  /** Starts it again, empty, at the same address. */
  restart(): Promise<void>
}

/** Returns whether this machine has no redis-server. */
export function redisIsMissing(): boolean {
  return spawnSync('redis-server', ['--version']).error !== undefined
}

/** Starts a Redis that stores nothing on disk. It is killed after the test. */
export async function startRedis(): Promise<RedisServer> {
  const folder = await newFolder()
  let { port, child } = await launchAnywhere(folder)
  const redis: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    hang: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
    async restart() {
      await redis.kill()
      const again = await launch(folder, port)
      if (!again) throw new Error(`Redis did not start again at port ${port}.`)
      child = again
    },
  }
  onTestFinished(() => redis.kill())
  return redis
}

async function launchAnywhere(folder: string): Promise<{ port: number; child: ChildProcess }> {
  // Redis does not accept port 0, and another process may take a free port first.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const port = await freePort()
    const child = await launch(folder, port)
    if (child) return { port, child }
  }
  throw new Error('Redis did not start.')
}

/** Returns the process when it accepts connections, or null if it ends before. */
async function launch(folder: string, port: number): Promise<ChildProcess | null> {
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'ignore'] })
  for await (const line of createInterface(child.stdout)) {
    if (!line.includes('Ready to accept connections')) continue
    child.stdout.resume()
    return child
  }
  return null
}

/** Starts a TCP server on loopback that answers whatever it receives. It is closed after the test. */
export async function startImpostor(answer: (heard: string, socket: Socket) => string): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}))
    socket.setEncoding('latin1').on('data', (heard: string) => socket.write(answer(heard, socket)))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await once(server.close(), 'close')
  })
  const { port } = server.address() as AddressInfo // TCP servers have an AddressInfo.
  return `redis://127.0.0.1:${port}`
}

/**
 * Returns a function that answers like Redis while a connection begins, and gives this answer to all later commands.
 */
export function politeUntilAsked(answer: string): (heard: string) => string {
  const beginnings: Record<string, string> = {
    hello: "-ERR unknown command 'HELLO'\r\n",
    client: '+OK\r\n',
    info: '$11\r\nloading:0\r\n\r\n',
  }
  return (heard) =>
    [...heard.matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g)]
      .map(([, command = '']) => beginnings[command.toLowerCase()] ?? answer)
      .join('')
}
