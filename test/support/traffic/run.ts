import { setTimeout as sleep } from 'node:timers/promises'

/** Rounds of requests by their names. A round ends when it has checked the answers. */
export type Rounds = Record<string, () => Promise<void>>

export type Traffic = ReturnType<typeof runTraffic>

type Options = {
  /** Time (ms) between two rounds. */
  pauseMs?: number
  /** How many rounds any kind may be ahead of the slowest one. Default: any number. */
  ahead?: number
}

/** Repeats rounds in parallel until they are stopped. */
export function runTraffic(rounds: Rounds, { pauseMs = 1, ahead = Number.POSITIVE_INFINITY }: Options = {}) {
  const begun = new Map(Object.keys(rounds).map((name) => [name, 0]))
  const counts = new Map(begun)
  const countOf = (name: string) => counts.get(name) ?? 0
  const isAhead = (name: string) => countOf(name) - Math.min(...counts.values()) > ahead
  let isOver = false
  let failure: { error: unknown } | undefined
  const repeat = async (name: string, round: () => Promise<void>) => {
    while (!isOver) {
      begun.set(name, countOf(name) + 1)
      await round()
      counts.set(name, countOf(name) + 1)
      do await sleep(pauseMs)
      while (isAhead(name) && !isOver)
    }
  }
  const running = Promise.all(Object.entries(rounds).map(([name, round]) => repeat(name, round))).catch((error) => {
    failure ??= { error }
  })
  const traffic = {
    counts,
    /** Waits for a condition. Throws if a round failed. */
    async until(isReached: () => boolean): Promise<void> {
      while (!isReached() && !failure) await sleep(10)
      if (!failure) return
      await traffic.stop()
    },
    /** Waits until a whole round of each kind has begun and ended. */
    proceed(): Promise<void> {
      const goals = [...begun].map(([name, count]): [string, number] => [name, count + 1])
      return traffic.until(() => goals.every(([name, goal]) => countOf(name) >= goal))
    },
    /** Throws if a round failed. */
    async stop(): Promise<void> {
      isOver = true
      await running
      if (failure) throw failure.error
    },
  }
  return traffic
}
