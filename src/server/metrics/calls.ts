import { Histogram, type Registry } from 'prom-client'
import { BUCKETS } from './buckets.ts'

export type PortName = 'ipfs' | 'chain' | 'objects'

/** Records a call and its duration. `error` is null if it succeeded. */
type RecordCall = (call: { name: string; args: unknown[] }, seconds: number, error: unknown) => void

/** Returns a function that counts and times all calls of a port. */
export function watchCalls(
  registers: Registry[],
  { hasBucket }: { hasBucket: boolean },
): <Port extends object>(name: PortName, port: Port) => Port {
  const calls = new Histogram({
    name: 'chancery_outside_call_seconds',
    help: 'Duration of calls to the IPFS store, the object store and the chain node, by outcome: ok, aborted (by the caller) or the name of the error',
    labelNames: ['port', 'call', 'outcome'],
    buckets: BUCKETS,
    registers,
  })
  // Start at zero, so that the first damaged block or full store triggers an alert.
  calls.zero({ port: 'ipfs', call: 'block', outcome: 'IpfsDamaged' })
  for (const call of ['add', 'keep']) calls.zero({ port: 'ipfs', call, outcome: 'IpfsFull' })
  if (hasBucket) calls.zero({ port: 'objects', call: 'put', outcome: 'ObjectsFull' })
  return (port, target) =>
    watched(target, ({ name: call, args }, seconds, error) => {
      calls.observe({ port, call, outcome: outcomeOf(error, args) }, seconds)
    })
}

function outcomeOf(error: unknown, args: unknown[]): string {
  if (error === null) return 'ok'
  // The client of a request disconnected. This says nothing about the port.
  if (args.some((arg) => arg instanceof AbortSignal && arg.aborted && !isTimeout(arg.reason))) return 'aborted'
  return error instanceof Error ? error.constructor.name : 'error'
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}

/** Wraps functions that return promises or lists, also those of nested and returned objects. */
function watched<Port extends object>(port: Port, record: RecordCall): Port {
  return new Proxy(port, {
    get(target, name) {
      const part: unknown = Reflect.get(target, name)
      if (typeof part === 'object' && part !== null) return watched(part, record)
      if (typeof part !== 'function') return part
      return (...args: unknown[]) => {
        const start = performance.now()
        const end = (seconds: number, error: unknown) => record({ name: String(name), args }, seconds, error)
        const answer: unknown = Reflect.apply(part, target, args)
        if (answer instanceof Promise) {
          const endNow = (error: unknown) => end((performance.now() - start) / 1000, error)
          answer.then(() => endNow(null), endNow)
          return answer
        }
        if (typeof answer !== 'object' || answer === null) return answer
        return isList(answer) ? timedList(answer, end) : watched(answer, record)
      }
    },
  })
}

function isList(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value
}

/** Counts only the time in which the reader waits for items. */
async function* timedList(
  list: AsyncIterable<unknown>,
  end: (seconds: number, error: unknown) => void,
): AsyncGenerator<unknown> {
  const items = list[Symbol.asyncIterator]()
  let ms = 0
  let failure: unknown = null
  try {
    for (;;) {
      const start = performance.now()
      const item = await items.next().finally(() => {
        ms += performance.now() - start
      })
      if (item.done) return
      yield item.value
    }
  } catch (error) {
    failure = error
    throw error
  } finally {
    end(ms / 1000, failure)
    await items.return?.()
  }
}
