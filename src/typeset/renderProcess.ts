import { setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { type Order, render } from './render.ts'

// Process that renders orders and ends with its parent. It has a lower priority than the server.

/** Response of the process. `rss` is its memory in bytes, `coreMs` its CPU time in milliseconds since its start. */
export type Answer = ({ document: Uint8Array } | { failure: string }) & { rss: number; coreMs: number }

setPriority(10)
process.on('disconnect', () => process.exit())
// A process inside native code receives no event, so another thread ends it.
const endWithParent = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 1000)`
new Worker(endWithParent, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()
process.on('message', async (order: Order) => {
  const answer = (result: { document: Uint8Array } | { failure: string }) =>
    process.send?.({ ...result, rss: process.memoryUsage.rss(), coreMs: coreMs() } satisfies Answer)
  try {
    const before = coreMs()
    const document = await render(order)
    const took = coreMs() - before
    if (took > (order.maxCpuMs ?? took)) throw new Error(`It took ${took} ms of a core, of ${order.maxCpuMs}.`)
    answer({ document })
  } catch (error) {
    answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})

function coreMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
