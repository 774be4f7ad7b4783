import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Order } from './render.ts'
import type { Answer } from './renderProcess.ts'

/** Too many documents wait to be rendered. */
export class RendererBusy extends Error {}
/** A document could not be rendered: the renderer failed, took too long, or died over it. */
export class RenderFailed extends Error {}

export type Renderer = {
  /** Throws RendererBusy or RenderFailed. */
  render(order: Order): Promise<Uint8Array>
  close(): void
}

export type RendererLimits = {
  /** Processes at most; one core is left to those who answer requests. */
  processes: number
  /** Orders that may wait. */
  waiting: number
  /** For one order, from when a process begins with it. */
  deadlineMs: number
  /** How long a process that has nothing to do is kept. */
  idleMs: number
  /** What a process may take before it is replaced, in bytes. */
  memory: number
}

/** What one order may take, as a rule, from when a process begins with it. */
export const DEADLINE_MS = 15_000

const usualLimits: RendererLimits = {
  processes: Math.max(1, Math.min(4, availableParallelism() - 1)),
  waiting: 2000,
  deadlineMs: DEADLINE_MS,
  idleMs: 60_000,
  memory: 768 * 1024 * 1024,
}

type Job = { order: Order; resolve(document: Uint8Array): void; reject(error: Error): void }
type Worker = { child: ChildProcess; job: Job | null; timer: NodeJS.Timeout | undefined }

/**
 * Renders in processes of its own and not in threads: those can be ended in the middle of native code, and take nobody
 * with them when they die. The first one starts with the first order.
 */
export function openRenderer(limits: Partial<RendererLimits> = {}): Renderer {
  const { processes, waiting: most, deadlineMs, idleMs, memory } = { ...usualLimits, ...limits }
  const waiting: Job[] = []
  const workers = new Set<Worker>()

  function dispatch(): void {
    while (waiting.length > 0) {
      const worker = [...workers].find(({ job }) => job === null) ?? (workers.size < processes ? start() : null)
      const job = worker && waiting.shift()
      if (!job) return
      assign(worker, job)
    }
  }

  function start(): Worker {
    const worker: Worker = { child: forkRenderer(), job: null, timer: undefined }
    workers.add(worker)
    worker.child.on('message', (answer: Answer) => {
      const { job } = worker
      release(worker, answer.rss)
      if ('document' in answer) job?.resolve(answer.document)
      else job?.reject(new RenderFailed(answer.failure))
      dispatch()
    })
    // After an error in starting there is no exit; after a signal there is no error.
    worker.child.on('error', (error) => retire(worker, `The renderer could not be used: ${error.message}`))
    worker.child.on('exit', (code, signal) => retire(worker, `The renderer ended over it (${signal ?? code}).`))
    return worker
  }

  function assign(worker: Worker, job: Job): void {
    clearTimeout(worker.timer)
    worker.job = job
    worker.timer = setTimeout(() => retire(worker, `It was not rendered within ${deadlineMs} ms.`), deadlineMs)
    worker.child.ref()
    worker.child.channel?.ref()
    worker.child.send(job.order, (error) => {
      if (error) retire(worker, `The renderer could not be told: ${error.message}`)
    })
  }

  function release(worker: Worker, rss: number): void {
    clearTimeout(worker.timer)
    worker.job = null
    if (rss > memory) {
      retire(worker, '')
      return
    }
    worker.timer = setTimeout(() => retire(worker, ''), idleMs).unref()
    // Does not keep a process running that has nothing else to do.
    worker.child.unref()
    worker.child.channel?.unref()
  }

  /** Ends a process; what it was at has failed for `reason`, and the others go to another one. */
  function retire(worker: Worker, reason: string): void {
    if (!workers.delete(worker)) return
    clearTimeout(worker.timer)
    worker.child.kill('SIGKILL')
    worker.job?.reject(new RenderFailed(reason))
    dispatch()
  }

  return {
    render(order) {
      if (waiting.length >= most) return Promise.reject(new RendererBusy(`${most} documents wait to be rendered.`))
      return new Promise((resolve, reject) => {
        waiting.push({ order, resolve, reject })
        dispatch()
      })
    },
    close() {
      for (const { reject } of waiting.splice(0)) reject(new RenderFailed('The renderer was closed.'))
      for (const worker of workers) retire(worker, 'The renderer was closed.')
    },
  }
}

function forkRenderer(): ChildProcess {
  const compiled = !import.meta.url.endsWith('.ts')
  const file = new URL(compiled ? './renderProcess.js' : './renderProcess.ts', import.meta.url)
  // Not compiled: tests, development.
  const loader = compiled ? [] : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  return fork(fileURLToPath(file), {
    execArgv: [...loader, '--max-old-space-size=256'],
    // It needs none of the secrets there, and draws what strangers uploaded.
    env: {},
    serialization: 'advanced',
  })
}
