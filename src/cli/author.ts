import { publicUrlOf, readConfig } from '../core/config.ts'
import type { Authorship } from '../core/writeContext.ts'

/** Returns the author of a write by a command. */
export function by(command: string): Omit<Authorship, 'siteId'> {
  return { author: { command }, at: new Date(), publicUrl: publicUrlOf(readConfig(process.env)) }
}
