import { replicated } from '../database/replica.ts'
import { type FindCertificate, type LookupContext, publicCertificateFinder } from './lookup.ts'

/**
 * Returns a function that looks up a public id for readers. A replica may answer with an older state, but not that an id
 * never existed.
 */
export function readerFinder(context: LookupContext): FindCertificate {
  return replicated(
    context.db,
    (db) => publicCertificateFinder({ ...context, db }),
    (found) => found !== null,
  )
}
