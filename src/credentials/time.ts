/** Returns a time in whole seconds, as credentials state it (RFC 3339). */
export function toTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`
}
