import { isOutage } from './outage.ts'

/** Maximum of orders in one group. */
const MAX_ORDERS = 100

type Waiting<Order, Result> = {
  order: Order
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Combines writes that would wait for each other, such as those that lock the same row. While a group of a key is written,
 * the next ones wait and become one group. `run` returns a result or an error for each order, in the order of their calls.
 * If it throws, each order of the group is run alone, so that one that fails does not fail the others.
 */
export function inGroups<Order, Result>(
  run: (orders: Order[]) => Promise<(Result | Error)[]>,
): (key: string, order: Order) => Promise<Result> {
  const queues = new Map<string, Waiting<Order, Result>[]>()

  async function runAll(group: Waiting<Order, Result>[]): Promise<void> {
    try {
      const results = await run(group.map(({ order }) => order))
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index] as Result | Error // One result per order.
        if (result instanceof Error) reject(result)
        else resolve(result)
      }
    } catch (error) {
      if (group.length > 1 && !isOutage(error)) for (const one of group) await runAll([one])
      else for (const { reject } of group) reject(error)
    }
  }

  async function work(key: string, queue: Waiting<Order, Result>[]): Promise<void> {
    while (queue.length > 0) await runAll(queue.splice(0, MAX_ORDERS))
    queues.delete(key)
  }

  return (key, order) =>
    new Promise((resolve, reject) => {
      const waiting = { order, resolve, reject }
      const queue = queues.get(key)
      if (queue) queue.push(waiting)
      else {
        const started = [waiting]
        queues.set(key, started)
        // Wait until all pending input is read.
        setImmediate(() => void work(key, started))
      }
    })
}
