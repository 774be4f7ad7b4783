// Konstantly's API uses Unix seconds.

export function unixTime(moment: Date): number {
  return Math.floor(moment.getTime() / 1000)
}

export function optionalUnixTime(moment: Date | null): number | undefined {
  return moment ? unixTime(moment) : undefined
}

/** Converts Unix seconds to a date. Passes null and undefined through. */
export function fromUnixTime<Absent extends null | undefined>(seconds: number | Absent): Date | Absent {
  return typeof seconds === 'number' ? new Date(seconds * 1000) : seconds
}
