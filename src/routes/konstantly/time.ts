/** Unix seconds of a moment, as Konstantly counts time. */
export function unixTime(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}

/** The moment of so many Unix seconds. */
export function fromUnixTime(seconds: number): Date {
  return new Date(seconds * 1000)
}
