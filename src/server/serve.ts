import cluster, { type Worker } from 'node:cluster'
import type { Config } from '../core/config.ts'
import { ensureDataDir } from '../dataDir.ts'
import { printAddress, type RunningServer, startServer, stopOnSignal, stopSignals } from './start.ts'

// Runs the server in this process, or in several child processes that share a port.

type Introduction = Pick<RunningServer, 'url' | 'bootstrapped'>

/** Variable with the number of a child process. Number 1 runs the jobs. A replacement has the same number. */
const NUMBER = 'CHANCERY_PROCESS'

/** Delay (ms) before a process is replaced, to limit restarts of a process that cannot start. */
const PAUSE_MS = 1000

/** Serves requests until a stop signal. */
export async function serve(config: Config, { jobs }: { jobs: boolean }): Promise<void> {
  ensureDataDir(config.dataDir)
  if (config.workers > 1 && cluster.isPrimary) return superviseAll(config.workers)
  const isFirst = (process.env[NUMBER] ?? '1') === '1'
  const starting = startServer(config, { jobs: jobs && isFirst })
  stopOnSignal(starting)
  const server = await starting
  if (cluster.isPrimary) printAddress(server)
  else process.send?.({ url: server.url, bootstrapped: server.bootstrapped } satisfies Introduction)
}

/** Keeps `count` processes running, and stops them on a stop signal. Exits if the first one cannot start. */
function superviseAll(count: number): void {
  const running = new Set<Worker>()
  let isPrinted = false
  let exitCode: number | null = null
  const stop = (code: number) => {
    exitCode ??= code
    for (const worker of running) worker.process.kill('SIGTERM')
    if (running.size === 0) process.exit(exitCode)
  }
  const begin = (number: number) => {
    if (exitCode !== null) return
    const worker = cluster.fork({ [NUMBER]: String(number) })
    running.add(worker)
    worker.once('message', (introduction: Introduction) => {
      if (!isPrinted || introduction.bootstrapped) printAddress(introduction)
      isPrinted = true
    })
    worker.once('exit', (code, signal) => {
      running.delete(worker)
      if (exitCode !== null) return stop(exitCode)
      if (!isPrinted) return stop(1)
      console.error(`A server process ended (${signal ?? code}); starting a replacement.`)
      setTimeout(() => begin(number), PAUSE_MS)
    })
  }
  for (const signal of stopSignals) process.on(signal, () => stop(0))
  for (let number = 1; number <= count; number++) begin(number)
}
