import type { Cost } from './processor.ts'

/** Returns the median, the result of a measurement. The range of the rounds shows its reliability. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Returns the ratios of two measurements, round by round. */
export function ratios(values: number[], others: number[]): number[] {
  return values.map((value, round) => value / (others[round] ?? Number.NaN))
}

export type Unit = '×' | '%' | '/ s' | 'ms' | 's' | 'MB' | 'gas' | 'changes' | 'answers'

/** Measured values of each round, and the target. */
export type Figure = {
  /** The measured operation and its data. */
  what: string
  unit: Unit
  /** Unset if the figure is only informative. */
  target?: { least: number } | { most: number }
  rounds: number[]
  /** Processor seconds per 1,000 of a rate, round by round. */
  costs?: Cost[]
  note?: string
}

/** Returns whether a figure meets its target, or `share` of it. */
export function isMet({ target, rounds }: Figure, share = 1): boolean {
  if (!target) return true
  return 'least' in target ? median(rounds) >= target.least * share : median(rounds) <= target.most / share
}

/** Returns median, minimum and maximum: `0.81 × (0.78 – 0.84)` */
export function summary({ unit, rounds }: Figure): string {
  const range = rounds.length > 1 ? ` (${text(Math.min(...rounds), unit)} – ${text(Math.max(...rounds), unit)})` : ''
  return `${text(median(rounds), unit)} ${unit}${range}`
}

/** `at least 0.9 ×` */
export function targetText({ target, unit }: Figure): string {
  if (!target) return '–'
  return 'least' in target
    ? `at least ${text(target.least, unit)} ${unit}`
    : `at most ${text(target.most, unit)} ${unit}`
}

/** `floor 9,120 / s; 0.24 s of a core per 1,000 (server 0.12, PostgreSQL 0.12)` */
export function noteOf({ note, costs = [] }: Figure): string {
  const [server, database] = [costs.map((cost) => cost.server), costs.map((cost) => cost.database)]
  const all = median(costs.map((cost) => cost.server + cost.database))
  const parts = `server ${text(median(server), 's')}, PostgreSQL ${text(median(database), 's')}`
  const cost = costs.length > 0 ? `${text(all, 's')} s of a core per 1,000 (${parts})` : ''
  return [note, cost].filter(Boolean).join('; ')
}

/** `9,120 / s` */
export function perSecond(rates: number[]): string {
  return `${text(median(rates), '/ s')} / s`
}

function text(value: number, unit: Unit): string {
  const digits = unit === '×' || unit === 's' || (unit === 'gas' && value < 1000) ? 2 : unit === 'ms' ? 1 : 0
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
