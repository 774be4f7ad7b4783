/** Returns formatters for dates (in UTC), times and numbers. Creates them on first use, because that is slow. */
export function formatsOf(locale: string) {
  const day = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }))
  const moment = once(() => new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }))
  const number = once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }))
  return {
    date: (at: Date) => day().format(at),
    moment: (at: Date) => `${moment().format(at)} UTC`,
    number: (value: number) => number().format(value),
  }
}

function once<Value>(make: () => Value): () => Value {
  let made: Value | undefined
  return () => {
    made ??= make()
    return made
  }
}

/** Isolates foreign text in a sentence, so that its writing direction does not affect the rest. */
export function quoted(words: string): string {
  return `\u2068${words}\u2069`
}
