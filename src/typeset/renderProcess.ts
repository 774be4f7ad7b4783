import { setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Order, render } from './render.ts'

// A process that renders what it is told and ends with the one that started it. It steps aside for those who answer
// requests.

/** What it answers; `rss` is the memory that it takes, in bytes, `coreMs` what it has taken of a core since it began. */
export type Answer = ({ document: Uint8Array } | { failure: string }) & { rss: number; coreMs: number }

setPriority(10)
process.on('disconnect', () => process.exit())
// In the middle of native code it hears nothing of that: then another thread ends it.
const endWithParent = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 1000)`
new Worker(endWithParent, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()
process.on('message', async (order: Order) => {
  const answer = (result: { document: Uint8Array } | { failure: string }) =>
    process.send?.({ ...result, rss: process.memoryUsage.rss(), coreMs: coreMs() } satisfies Answer)
  try {
    const before = coreMs()
    const document = await render(order)
    const took = coreMs() - before
    if (took > (order.mostCpuMs ?? took)) throw new Error(`It took ${took} ms of a core, of ${order.mostCpuMs}.`)
    answer({ document })
  } catch (error) {
    answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

function coreMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
