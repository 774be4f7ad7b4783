import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { courseNotFound } from '../courses/service.ts'
import { findCertificatePages, findListVersions, pageShape, type WantedPage } from './queries.ts'

/** A page as JSON with an ETag unique to this version of it. `json` is null if the caller has this version. */
export type CoursePage = { tag: string; json: string | null }

/** Maximum size of the cache in characters. */
const MAX_CACHE_LENGTH = 16 * 1024 * 1024

/** Creates a cached reader of a course's certificate pages. Checks a cached page's version in the database. */
export function coursePageReader(db: Database) {
  const versionOf = batched((courses: { siteId: number; courseId: number }[]) => findListVersions(db, courses))
  // A page may contain a thousand certificates.
  const readBatched = batched((wanted: WantedPage[]) => findCertificatePages(db, wanted), { max: 20 })
  const cache = new LRUCache<string, CoursePage & { json: string }>({
    maxSize: MAX_CACHE_LENGTH,
    sizeCalculation: ({ json }) => json.length,
  })
  return async (wanted: WantedPage, isKnown: ((tag: string) => boolean) | null): Promise<CoursePage> => {
    const { siteId, courseId, offset, limit, publicUrl } = wanted
    const place = `${siteId} ${courseId} ${offset} ${limit}`
    const shape = hash('sha256', pageShape + publicUrl, 'base64url').slice(0, 8)
    const tagOf = (version: string) => `${version}-${shape}`
    const cached = cache.get(place)
    if (cached || isKnown) {
      const version = await versionOf(wanted)
      if (version === undefined) throw courseNotFound(courseId)
      const tag = tagOf(version)
      if (isKnown?.(tag)) return { tag, json: null }
      if (cached?.tag === tag) return cached
    }
    const page = await readBatched(wanted)
    if (!page) throw courseNotFound(courseId)
    const read = { tag: tagOf(page.version), json: page.json }
    cache.set(place, read)
    return read
  }
}
