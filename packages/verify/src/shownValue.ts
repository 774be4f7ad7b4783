import type { Texts } from './texts/en.ts'

/** Returns the value of a fact as people see it. The name that an issuer gives itself is marked as not checked. */
export function shownValue({ name, value }: { name: string; value: string }, { page }: Texts): string {
  return name === 'institution_title' ? page.nameNotChecked(value) : value
}
