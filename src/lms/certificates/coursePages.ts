import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { batched } from '../../database/batched.ts'
import type { Database } from '../../database/client.ts'
import { replicated } from '../../database/replica.ts'
import { courseNotFound } from '../courses/service.ts'
import { writeLinks } from './links.ts'
import { findCertificatePages, findListVersions, pageShape, type WantedPage } from './queries.ts'

/** A page as JSON with an ETag unique to this version of it. `json` is null if the caller has this version. */
export type CoursePage = { tag: string; json: string | null }

/** Maximum size of the cache in characters. */
const MAX_CACHE_LENGTH = 16 * 1024 * 1024

/** Number of pages among which a page must be read twice to be cached: about as many as the cache holds. */
const MAX_RECENT = 1000

/** Creates a cached reader of a course's certificate pages. Checks a cached page's version in the database. */
export function coursePageReader(db: Database) {
  const versionOf = batched((courses: { siteId: number; courseId: number }[]) => findListVersions(db, courses))
  // A page may contain a thousand certificates.
  const readOn = (source: Database) =>
    batched((wanted: WantedPage[]) => findCertificatePages(source, wanted), { max: 20 })
  const readNewest = readOn(db)
  // A page of the replica has every acknowledged change if its version is that of the primary.
  const readVersion = replicated(
    db,
    (source) => {
      const read = readOn(source)
      return (wanted: WantedPage, _version: string) => read(wanted)
    },
    (page, _wanted, version) => page?.version === version,
  )
  const cache = new LRUCache<string, CoursePage & { json: string }>({
    maxSize: MAX_CACHE_LENGTH,
    sizeCalculation: ({ json }) => json.length,
  })
  // Many pages are read once. Only a page that is read again soon enters the cache, because garbage collection of the
  // others would take longer than anything else that a request does.
  const recent = new LRUCache<string, true>({ max: MAX_RECENT })
  const shapeOf = shapeHasher()
  return async (
    wanted: WantedPage,
    publicUrl: string,
    isKnown: ((tag: string) => boolean) | null,
  ): Promise<CoursePage> => {
    const { siteId, courseId, offset, limit } = wanted
    const place = `${siteId} ${courseId} ${offset} ${limit}`
    const tagOf = (version: string) => `${version}-${shapeOf(publicUrl)}`
    const cached = cache.get(place)
    const isReplicaUsed = db.replica?.unused() === null
    let version: string | undefined
    if (cached || isKnown || isReplicaUsed) {
      version = await versionOf(wanted)
      if (version === undefined) throw courseNotFound(courseId)
      const tag = tagOf(version)
      if (isKnown?.(tag)) return { tag, json: null }
      if (cached?.tag === tag) return cached
    }
    const page = isReplicaUsed && version ? await readVersion(wanted, version) : await readNewest(wanted)
    if (!page) throw courseNotFound(courseId)
    const read = { tag: tagOf(page.version), json: writeLinks(page.json, publicUrl) }
    if (cached || recent.has(place)) cache.set(place, read)
    else recent.set(place, true)
    return read
  }
}

/** Returns a function that hashes what all pages have in common. Keeps the last hash, because the URL hardly changes. */
function shapeHasher(): (publicUrl: string) => string {
  let last = { publicUrl: '', shape: '' }
  return (publicUrl) => {
    if (last.shape === '' || last.publicUrl !== publicUrl) {
      last = { publicUrl, shape: hash('sha256', pageShape + publicUrl, 'base64url').slice(0, 8) }
    }
    return last.shape
  }
}
