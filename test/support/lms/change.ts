import type { Addressed, Authorship } from '../../../src/core/writeContext.ts'

/** Who makes the changes of tests in a site, and when. */
export function changeIn(siteId: number, at = new Date()): Authorship & Addressed {
  return { siteId, author: { command: 'test' }, at, publicUrl: 'https://certificates.example' }
}
