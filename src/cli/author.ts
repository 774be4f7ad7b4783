import { publicUrlOf, readConfig, sendsMail } from '../core/config.ts'
import type { Authorship } from '../core/writeContext.ts'

/** Returns the write context's authorship for a command. */
export function by(command: string): Omit<Authorship, 'siteId'> {
  const config = readConfig(process.env)
  return { author: { command }, at: new Date(), publicUrl: publicUrlOf(config), sendsMail: sendsMail(config) }
}
