import '../sourceMaps.ts'
import { setPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { filesFor, type Order, render } from './render.ts'
import { TemplateFault } from './templateFault.ts'

// Low-priority process that renders orders and ends with its parent.

/** `fault` is the message of a TemplateFault. */
type Result = { document: Uint8Array } | { fault: string } | { failure: string }

/** Response of the process. `rss` is its memory in bytes, `coreMs` its CPU time (ms) since its start. */
export type Rendered = Result & { rss: number; coreMs: number }

/** Its first message says that it has started. `needs` asks for the order again, with the files of these fonts. */
export type Answer = Rendered | { isReady: true; coreMs: number } | { needs: string[] }

setPriority(Number(process.env.NICENESS))
process.on('disconnect', () => process.exit())
// Native code blocks events, so a thread watches for the end of the parent.
const endWithParent = `setInterval(() => process.ppid === ${process.ppid} || process.kill(process.pid, 'SIGKILL'), 1000)`
new Worker(endWithParent, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref()
process.on('message', async (order: Order) => {
  const answer = (result: Result) =>
    process.send?.({ ...result, rss: process.memoryUsage.rss(), coreMs: coreMs() } satisfies Answer)
  const needs = filesFor(order)
  if (needs.length > 0) return process.send?.({ needs } satisfies Answer)
  try {
    answer({ document: await render(order) })
  } catch (error) {
    if (['clean', 'font'].includes(order.kind) && error instanceof TemplateFault)
      return answer({ fault: error.message })
    answer({ failure: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
process.send?.({ isReady: true, coreMs: coreMs() } satisfies Answer)

function coreMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}
