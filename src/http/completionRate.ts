/** Length (ms) of a sample. */
export const TICK_MS = 50

/** Samples that count: two seconds. */
const SAMPLES = 40

/** Rate (per second) that is assumed while nothing is known. */
const ASSUMED = 300

type Sample = { completed: number; ms: number }

const assumed: Sample = { completed: (ASSUMED * TICK_MS) / 1000, ms: TICK_MS }

/**
 * Measures how many requests a server completes per second when it is busy. A server that has little to do completes few,
 * which says nothing: then the rate returns to the assumed one.
 */
export class CompletionRate {
  /** Requests that were completed since the last tick. */
  completed = 0
  readonly #samples: Sample[] = new Array<Sample>(SAMPLES).fill(assumed)
  #place = 0
  #tickedAt: number
  readonly #sum = { ...assumed, completed: assumed.completed * SAMPLES, ms: TICK_MS * SAMPLES }

  constructor(now = performance.now()) {
    this.#tickedAt = now
  }

  /** Ends a sample. `isBusy`: enough requests are under way. */
  tick({ isBusy }: { isBusy: boolean }, now = performance.now()): void {
    const sample = isBusy ? { completed: this.completed, ms: now - this.#tickedAt } : assumed
    const oldest = this.#samples[this.#place] ?? assumed
    this.#samples[this.#place] = sample
    this.#place = (this.#place + 1) % SAMPLES
    this.#sum.completed += sample.completed - oldest.completed
    this.#sum.ms += sample.ms - oldest.ms
    this.completed = 0
    this.#tickedAt = now
  }

  perSecond(): number {
    return Math.max((this.#sum.completed * 1000) / this.#sum.ms, 1)
  }
}
