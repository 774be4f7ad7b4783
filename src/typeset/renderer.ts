import type { ChildProcess } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { startProcess } from '../startModule.ts'
import type { FontFiles, Order } from './render.ts'
import type { Answer, Rendered } from './renderProcess.ts'
import { TemplateFault } from './templateFault.ts'
import { openTurns, type Turn } from './turns.ts'

/** The queue is full, the machine is too busy, or the renderer is closed. */
export class RendererBusy extends Error {}
/** Rendering failed: the renderer reported an error, exceeded its CPU time, or crashed. */
export class RenderFailed extends Error {}

/** Reads the files of fonts by their hashes. */
export type ReadFonts = (hashes: string[]) => Promise<FontFiles>

export type Renderer = {
  /**
   * Throws RendererBusy, RenderFailed, or TemplateFault for an upload. Without a turn, the order is one of a group for
   * public pages. `readFonts` reads the fonts of a template, if a process does not have them yet.
   */
  render(order: Order, turn?: Turn, readFonts?: ReadFonts): Promise<Uint8Array>
  close(): void
}

export type RendererLimits = {
  /** Maximum number of processes. The default leaves one core for requests. */
  processes: number
  waiting: number
  /** CPU time limit (ms) of one order. The start of its process counts only above `CPU_MS`. */
  cpuMs: number
  /** Time limit (ms) of one order, from its start. */
  timeoutMs: number
  /** Time (ms) until an idle process ends. */
  idleMs: number
  /** Memory (bytes) above which a process is replaced. */
  memory: number
  /** Priority of the processes: 0 as the server, up to 19 as the lowest. */
  niceness: number
}

/** Default CPU time limit (ms) of one order. On a busy machine, the elapsed time is much longer. */
export const CPU_MS = 15_000

/** Interval (ms) between checks of an order's CPU time. */
const CHECK_MS = 500

/** Limits of the renderer that tries uploaded templates. It delays no pictures, which other processes draw. */
export const trialLimits: Partial<RendererLimits> = { processes: 1, cpuMs: 2000, niceness: 19 }

const usualLimits: RendererLimits = {
  processes: Math.max(1, Math.min(4, availableParallelism() - 1)),
  waiting: 2000,
  cpuMs: CPU_MS,
  timeoutMs: 120_000,
  idleMs: 60_000,
  memory: 768 * 1024 * 1024,
  niceness: 10,
}

type Job = { order: Order; readFonts: ReadFonts; resolve(document: Uint8Array): void; reject(error: Error): void }
type Worker = {
  child: ChildProcess
  job: Job | null
  timer: NodeJS.Timeout | undefined
  /** CPU time (ms) of the process until its last response. */
  coreMs: number
  isReady: boolean
}

/** Opens a renderer. Uses processes, because they can be killed inside native code and cannot crash the server. */
export function openRenderer(limits: Partial<RendererLimits> = {}): Renderer {
  const { processes, waiting: maxWaiting, cpuMs, timeoutMs, idleMs, memory, niceness } = { ...usualLimits, ...limits }
  const waiting = openTurns<Job>()
  const workers = new Set<Worker>()

  function dispatch(): void {
    while (waiting.size > 0) {
      const worker = [...workers].find(({ job }) => job === null) ?? (workers.size < processes ? start() : null)
      const job = worker && waiting.next()
      if (!job) return
      assign(worker, job)
    }
  }

  function start(): Worker {
    const worker: Worker = { child: forkRenderer(niceness), job: null, timer: undefined, coreMs: 0, isReady: false }
    workers.add(worker)
    worker.child.on('message', (answer: Answer) => {
      if ('isReady' in answer) {
        Object.assign(worker, answer)
        return
      }
      if ('needs' in answer) return void supply(worker, answer.needs)
      const { job } = worker
      release(worker, answer)
      if ('document' in answer) job?.resolve(answer.document)
      else job?.reject('fault' in answer ? new TemplateFault(answer.fault) : new RenderFailed(answer.failure))
      dispatch()
    })
    // A failed start emits no exit; a signal emits no error.
    const fail = (reason: string) => retire(worker, new RenderFailed(reason))
    worker.child.on('error', (error) => fail(`The renderer failed to start: ${error.message}`))
    worker.child.on('exit', (code, signal) => fail(`The renderer ended unexpectedly (${signal ?? code}).`))
    return worker
  }

  function assign(worker: Worker, job: Job): void {
    clearTimeout(worker.timer)
    worker.job = job
    watch(worker)
    worker.child.ref()
    worker.child.channel?.ref()
    send(worker, job.order)
  }

  function send(worker: Worker, order: Order): void {
    worker.child.send(order, (error) => {
      if (error) retire(worker, new RenderFailed(`Sending the order to the renderer failed: ${error.message}`))
    })
  }

  /** Sends an order again, with the fonts that its process lacks. */
  async function supply(worker: Worker, hashes: string[]): Promise<void> {
    const { job } = worker
    if (!job) return
    try {
      const files = await job.readFonts(hashes)
      const missing = hashes.find((hash) => !files[hash])
      if (missing !== undefined) throw new RenderFailed(`There is no font ${missing}.`)
      if (worker.job === job) send(worker, { ...job.order, files } as Order) // Only orders with a template need fonts.
    } catch (error) {
      if (worker.job === job) retire(worker, error instanceof Error ? error : new RenderFailed(String(error)))
    }
  }

  /** Ends an order that exceeds its CPU time, or its elapsed time on a busy machine. */
  function watch(worker: Worker): void {
    const begun = performance.now()
    const check = async () => {
      const { child, timer } = worker
      const waited = performance.now() - begun
      const coreMs = await cpuTimeOf(child.pid)
      // The order finished meanwhile.
      if (worker.timer !== timer) return
      const took = coreMs === null ? waited : coreMs - worker.coreMs
      const limit = worker.isReady ? cpuMs : Math.max(cpuMs, CPU_MS)
      if (took > limit) retire(worker, new RenderFailed(`Rendering took more than ${limit} ms of CPU time.`))
      else if (waited > timeoutMs) retire(worker, new RendererBusy(`Rendering did not finish within ${timeoutMs} ms.`))
      else worker.timer = setTimeout(check, CHECK_MS)
    }
    worker.timer = setTimeout(check, CHECK_MS)
  }

  function release(worker: Worker, { rss, coreMs }: Rendered): void {
    clearTimeout(worker.timer)
    worker.job = null
    worker.coreMs = coreMs
    if (rss > memory) {
      retire(worker)
      return
    }
    worker.timer = setTimeout(() => retire(worker), idleMs).unref()
    // An idle renderer must not keep the server process alive.
    worker.child.unref()
    worker.child.channel?.unref()
  }

  /** Ends a process. Rejects its current order with `reason`; waiting orders go to other processes. */
  function retire(worker: Worker, reason: Error = new RendererBusy('The renderer ended.')): void {
    if (!workers.delete(worker)) return
    clearTimeout(worker.timer)
    worker.child.kill('SIGKILL')
    worker.job?.reject(reason)
    worker.job = null
    dispatch()
  }

  return {
    render(order, turn = { group: '', isPublic: true }, readFonts = async () => ({})) {
      if (waiting.size >= maxWaiting) {
        const full = new RendererBusy(`The queue is full (${maxWaiting}).`)
        // A site that fills the queue gives way to another one.
        const crowdedOut = waiting.makeRoom(turn)
        if (!crowdedOut) return Promise.reject(full)
        crowdedOut.reject(full)
      }
      return new Promise((resolve, reject) => {
        waiting.add(turn, { order, readFonts, resolve, reject })
        dispatch()
      })
    },
    close() {
      const closed = new RendererBusy('The renderer was closed.')
      for (let job = waiting.next(); job; job = waiting.next()) job.reject(closed)
      for (const worker of workers) retire(worker, closed)
    },
  }
}

/** Returns the CPU time (ms) of a process. Null on systems without /proc/<pid>/stat (proc_pid_stat(5)). */
async function cpuTimeOf(pid: number | undefined): Promise<number | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // After the name, which may contain spaces: user and system time in hundredths of a second.
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return user === undefined || system === undefined ? null : (user + system) * 10
}

function forkRenderer(niceness: number): ChildProcess {
  return startProcess('typeset/renderProcess', {
    execArgv: ['--max-old-space-size=256'],
    // The process renders untrusted uploads, so it gets none of the server's variables, which have secrets.
    env: { NICENESS: String(niceness) },
    serialization: 'advanced',
  })
}
