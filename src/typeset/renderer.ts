import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { startProcess } from '../startModule.ts'
import type { Order } from './render.ts'
import type { Answer } from './renderProcess.ts'

/** Too many documents wait to be rendered, or the machine is too busy for one, or the renderer is closed. */
export class RendererBusy extends Error {}
/** A document could not be rendered: the renderer failed, took too much of a core, or died over it. */
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
  /** Of a core, for one order and for starting the process that begins with it. */
  cpuMs: number
  /** For one order, from when a process begins with it. */
  patienceMs: number
  /** How long a process that has nothing to do is kept. */
  idleMs: number
  /** What a process may take before it is replaced, in bytes. */
  memory: number
}

/** What one order may take of a core, as a rule. On a busy machine that may take far longer. */
export const CPU_MS = 15_000

/** How often is looked how much of a core an order has taken. */
const LOOK_MS = 500

const usualLimits: RendererLimits = {
  processes: Math.max(1, Math.min(4, availableParallelism() - 1)),
  waiting: 2000,
  cpuMs: CPU_MS,
  patienceMs: 120_000,
  idleMs: 60_000,
  memory: 768 * 1024 * 1024,
}

type Job = { order: Order; resolve(document: Uint8Array): void; reject(error: Error): void }
type Worker = {
  child: ChildProcess
  job: Job | null
  timer: NodeJS.Timeout | undefined
  /** Milliseconds of a core that it has taken until its last answer. */
  coreMs: number
}

/**
 * Renders in processes of its own and not in threads: those can be ended in the middle of native code, and take nobody
 * with them when they die. The first one starts with the first order.
 */
export function openRenderer(limits: Partial<RendererLimits> = {}): Renderer {
  const { processes, waiting: most, cpuMs, patienceMs, idleMs, memory } = { ...usualLimits, ...limits }
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
    const worker: Worker = { child: forkRenderer(), job: null, timer: undefined, coreMs: 0 }
    workers.add(worker)
    worker.child.on('message', (answer: Answer) => {
      const { job } = worker
      release(worker, answer)
      if ('document' in answer) job?.resolve(answer.document)
      else job?.reject(new RenderFailed(answer.failure))
      dispatch()
    })
    // After an error in starting there is no exit; after a signal there is no error.
    const fail = (reason: string) => retire(worker, new RenderFailed(reason))
    worker.child.on('error', (error) => fail(`The renderer could not be used: ${error.message}`))
    worker.child.on('exit', (code, signal) => fail(`The renderer ended over it (${signal ?? code}).`))
    return worker
  }

  function assign(worker: Worker, job: Job): void {
    clearTimeout(worker.timer)
    worker.job = job
    watch(worker)
    worker.child.ref()
    worker.child.channel?.ref()
    worker.child.send(job.order, (error) => {
      if (error) retire(worker, new RenderFailed(`The renderer could not be told: ${error.message}`))
    })
  }

  /** Ends an order that takes too much of a core; and one that the machine is too busy for, which is not its fault. */
  function watch(worker: Worker): void {
    const begun = performance.now()
    const look = async () => {
      const { child, timer } = worker
      const waited = performance.now() - begun
      const coreMs = await coreTimeOf(child.pid)
      // It is done meanwhile.
      if (worker.timer !== timer) return
      const took = coreMs === null ? waited : coreMs - worker.coreMs
      if (took > cpuMs) retire(worker, new RenderFailed(`It took more than ${cpuMs} ms of a core.`))
      else if (waited > patienceMs) retire(worker, new RendererBusy(`It was not rendered within ${patienceMs} ms.`))
      else worker.timer = setTimeout(look, LOOK_MS)
    }
    worker.timer = setTimeout(look, LOOK_MS)
  }

  function release(worker: Worker, { rss, coreMs }: Answer): void {
    clearTimeout(worker.timer)
    worker.job = null
    worker.coreMs = coreMs
    if (rss > memory) {
      retire(worker)
      return
    }
    worker.timer = setTimeout(() => retire(worker), idleMs).unref()
    // Does not keep a process running that has nothing else to do.
    worker.child.unref()
    worker.child.channel?.unref()
  }

  /** Ends a process; what it was at, if anything, has failed for this reason, and the others go to another one. */
  function retire(worker: Worker, reason: Error = new RendererBusy('The renderer ended.')): void {
    if (!workers.delete(worker)) return
    clearTimeout(worker.timer)
    worker.child.kill('SIGKILL')
    worker.job?.reject(reason)
    worker.job = null
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
      const closed = new RendererBusy('The renderer was closed.')
      for (const { reject } of waiting.splice(0)) reject(closed)
      for (const worker of workers) retire(worker, closed)
    },
  }
}

/** Milliseconds of a core that a process has taken; null where the system does not say it, as Linux does (proc_pid_stat(5)). */
async function coreTimeOf(pid: number | undefined): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Behind its name, which may have spaces: user and system time in hundredths of a second.
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return user === undefined || system === undefined ? null : (user + system) * 10
}

function forkRenderer(): ChildProcess {
  return startProcess(new URL('./renderProcess', import.meta.url), {
    execArgv: ['--max-old-space-size=256'],
    // It needs none of the secrets there, and draws what strangers uploaded.
    env: {},
    serialization: 'advanced',
  })
}
