import pg from 'pg'
import { CONNECT_TIMEOUT, NO_CONNECTION_FREE } from './outage.ts'

const TICK_MS = 100

export type Patience = {
  /** Maximum wait (ms) for a connection if the database makes no progress. A longer wait is an outage. */
  stalledMs: number
  /** Maximum wait (ms) for a connection while others get theirs. A longer wait means that the load is too high. */
  busyMs: number
}

type Connected = Parameters<Parameters<pg.Pool['connect']>[0]>

/** `since`: the tick in which the wait began. */
type Waiter = { since: number; answer(...connected: Connected): void }

/** A pool whose queue waits for long while the database makes progress, and not for long if it does not. */
export class WaitingPool extends pg.Pool {
  /** Called after each wait for a connection (seconds), with or without success. */
  onWaited: ((seconds: number) => void) | null = null
  readonly #waiting = new Set<Waiter>()
  readonly #clock: NodeJS.Timeout
  // Time is counted in ticks. When the event loop is late, connections come back late too.
  #now = 0
  #progressAt = 0

  constructor(options: pg.PoolConfig, { stalledMs, busyMs }: Patience) {
    // The timeout of pg-pool also ends attempts to connect. It cannot tell a busy database from a stalled one, so it comes
    // after `busyMs`, even if the event loop is late.
    super({ ...options, connectionTimeoutMillis: busyMs > stalledMs ? busyMs + stalledMs : stalledMs })
    const noteProgress = () => {
      this.#progressAt = this.#now
    }
    this.on('connect', noteProgress)
    this.on('release', (error: unknown) => {
      if (!error) noteProgress()
    })
    this.#clock = setInterval(() => {
      this.#now += 1
      const msSince = (tick: number) => (this.#now - tick) * TICK_MS
      for (const { since, answer } of this.#waiting) {
        const stalled = msSince(Math.max(since, this.#progressAt))
        if (stalled > stalledMs) answer(new Error(CONNECT_TIMEOUT), undefined, () => {})
        else if (msSince(since) > busyMs) answer(new Error(NO_CONNECTION_FREE), undefined, () => {})
      }
    }, TICK_MS).unref()
  }

  override connect(): Promise<pg.PoolClient>
  override connect(callback: (...connected: Connected) => void): void
  override connect(callback?: (...connected: Connected) => void): Promise<pg.PoolClient> | undefined {
    if (callback) {
      this.#wait(callback)
      return undefined
    }
    return new Promise((resolve, reject) => {
      this.#wait((error, client) => (client ? resolve(client) : reject(error)))
    })
  }

  #wait(callback: (...connected: Connected) => void): void {
    const startedAt = this.onWaited ? performance.now() : null
    const waiter: Waiter = {
      since: this.#now,
      answer: (error, client, release) => {
        if (this.#waiting.delete(waiter)) {
          if (startedAt !== null) this.onWaited?.((performance.now() - startedAt) / 1000)
          callback(error, client, release)
        }
        // A connection that comes too late goes back to the pool.
        else client?.release()
      },
    }
    this.#waiting.add(waiter)
    super.connect((error, client, release) => {
      // The timeout of pg-pool, when the event loop was so late that this pool has not given up yet.
      const isBusy = error?.message === CONNECT_TIMEOUT && this.#progressAt > waiter.since
      waiter.answer(isBusy ? new Error(NO_CONNECTION_FREE) : error, client, release)
    })
  }

  override end(): Promise<void> {
    clearInterval(this.#clock)
    return super.end()
  }
}
