/** How a language writes dates (in UTC), times and numbers. Made when they are first needed: that takes a while. */
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

/** Somebody else's words inside a sentence: whatever their direction, they do not turn the rest around. */
export function quoted(words: string): string {
  return `\u2068${words}\u2069`
}
