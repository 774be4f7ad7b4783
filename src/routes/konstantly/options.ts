import type { Database } from '../../db/client.ts'

/** What the LMS door needs from the rest of the server. */
export type LmsDoorOptions = { db: Database; rateLimitPerMinute: number; now: () => Date }
