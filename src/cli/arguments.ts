import { InvalidArgumentError } from 'commander'

// Readers of what is typed behind a command; a wrong value is told with the name of its option.

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}

export function isoDate(text: string): Date {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be an ISO date such as 2030-01-01.')
  return date
}
