import { publicUrlOf, readConfig } from '../core/config.ts'
import type { Authorship } from '../core/writeContext.ts'

/** Returns the write context's authorship for a command. */
export function by(command: string): Omit<Authorship, 'siteId'> {
  return { author: { command }, at: new Date(), publicUrl: publicUrlOf(readConfig(process.env)) }
}
