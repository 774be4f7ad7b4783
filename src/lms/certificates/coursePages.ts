import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { courseNotFound } from '../courses/service.ts'
import { findCertificatePages, findListVersions, pageShape, type WantedPage } from './queries.ts'

/** A page as JSON, and the tag that of the pages at its address it alone ever has; no JSON where whoever asks knows the tag already. */
export type CoursePage = { tag: string; json: string | null }

/** Characters of pages that are kept. */
const KEPT_LENGTH = 16 * 1024 * 1024

/**
 * Makes the function that reads one page of a course's certificates, in the order of issue, as the LMS API's JSON. Pages are
 * kept, and answered again after the database said that they are the newest.
 */
export function coursePageReader(db: Database) {
  const versionOf = batched((courses: { siteId: number; courseId: number }[]) => findListVersions(db, courses))
  // A page may have a thousand certificates.
  const readBatched = batched((wanted: WantedPage[]) => findCertificatePages(db, wanted), { most: 20 })
  const kept = new LRUCache<string, CoursePage & { json: string }>({
    maxSize: KEPT_LENGTH,
    sizeCalculation: ({ json }) => json.length,
  })
  return async (wanted: WantedPage, isKnown: ((tag: string) => boolean) | null): Promise<CoursePage> => {
    const { siteId, courseId, offset, limit, publicUrl } = wanted
    const place = `${siteId} ${courseId} ${offset} ${limit}`
    const shape = hash('sha256', pageShape + publicUrl, 'base64url').slice(0, 8)
    const tagOf = (version: string) => `${version}-${shape}`
    const before = kept.get(place)
    if (before || isKnown) {
      const version = await versionOf(wanted)
      if (version === undefined) throw courseNotFound(courseId)
      const tag = tagOf(version)
      if (isKnown?.(tag)) return { tag, json: null }
      if (before?.tag === tag) return before
    }
    const page = await readBatched(wanted)
    if (!page) throw courseNotFound(courseId)
    const read = { tag: tagOf(page.version), json: page.json }
    kept.set(place, read)
    return read
  }
}
