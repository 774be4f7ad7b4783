import { publicUrlOf, readConfig } from '../core/config.ts'
import type { Authorship } from '../core/writeContext.ts'

/** The author of a write that a command makes now. */
export function by(command: string): Omit<Authorship, 'siteId'> {
  return { author: { command }, at: new Date(), publicUrl: publicUrlOf(readConfig(process.env)) }
}
