/** What was measured, once a round: the median is the result, the rest says how far to trust it. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** `0.81 (0.78 – 0.84)`: the median, the least and the greatest. */
export function summary(values: number[], digits: number, unit = ''): string {
  const text = (value: number) => value.toFixed(digits)
  return `${text(median(values))}${unit} (${text(Math.min(...values))} – ${text(Math.max(...values))})`
}

/** `1,234 / s` */
export function perSecond(rates: number[]): string {
  return `${Math.round(median(rates)).toLocaleString('en')} / s`
}

/** What one was of the other, round by round. */
export function ratios(values: number[], others: number[]): number[] {
  return values.map((value, round) => value / (others[round] ?? Number.NaN))
}
