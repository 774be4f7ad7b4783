import { publicUrlOf, readConfig } from '../config.ts'
import type { Addressed, Authorship } from '../services/change.ts'

/** Who makes a change, and when: a command, now. */
export function by(command: string): Omit<Authorship, 'siteId'> & Addressed {
  return { author: { command }, at: new Date(), publicUrl: publicUrlOf(readConfig(process.env)) }
}
