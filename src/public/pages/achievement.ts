import type { Statement } from '@chancery/verify/checks/verifiable'
import { shortAddress } from './shortAddress.ts'

type Achieved = Pick<Statement, 'title' | 'course' | 'program'>

/** Returns the course or programme, unless it is the title. */
export function courseOf({ title, course, program }: Achieved): string | null {
  const name = course ?? program
  return name === title ? null : name
}

/** Returns the certificate and its course, for a line of text. */
export function achievementOf(states: Achieved): string {
  const course = courseOf(states)
  return course ? `${states.title} · ${course}` : states.title
}

/** Returns the holder's name, or the ends of the wallet's address if it has no name. */
export function holderName({ name, address }: Statement['holder']): string {
  return name ?? shortAddress(address)
}
