// Konstantly counts time in Unix seconds.

export function unixTime(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}

/** The same of what may not be there. */
export function optionalUnixTime(moment: Date | null): number | undefined {
  return moment ? unixTime(moment) : undefined
}

/** The moment of so many Unix seconds, where there are any. */
export function fromUnixTime<Absent extends null | undefined>(seconds: number | Absent): Date | Absent {
  return typeof seconds === 'number' ? new Date(seconds * 1000) : seconds
}
