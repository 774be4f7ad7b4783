import { InvalidArgumentError } from 'commander'
import { isoDateOrTime, webUrl } from '../core/fields.ts'

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Must be a whole number.')
  return Number(text)
}

export function isoDate(text: string): Date {
  if (isoDateOrTime.safeParse(text).success) return new Date(text)
  throw new InvalidArgumentError('Must be an ISO date such as 2030-01-01 or 2030-01-01T12:00:00Z.')
}

export function webPage(text: string): string {
  if (webUrl(200).safeParse(text).success) return text
  throw new InvalidArgumentError('Must be an http or https URL.')
}
