/** How a language writes dates (in UTC), times and numbers. */
export function formatsOf(locale: string) {
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
  return {
    date: (day: Date) => date.format(day),
    moment: (at: Date) => `${moment.format(at)} UTC`,
    number: (value: number) => number.format(value),
  }
}

/** Somebody else's words inside a sentence: whatever their direction, they do not turn the rest around. */
export function quoted(words: string): string {
  return `\u2068${words}\u2069`
}
