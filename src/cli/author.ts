import { publicUrlOf, readConfig } from '../core/config.ts'
import type { Addressed, Authorship } from '../core/writeContext.ts'

/** Who makes a change, and when: a command, now. */
export function by(command: string): Omit<Authorship, 'siteId'> & Addressed {
  return { author: { command }, at: new Date(), publicUrl: publicUrlOf(readConfig(process.env)) }
}
