import { dataOf, deleted, keyed, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type {
  BatchEntry,
  Certificate,
  CertificatePage,
  Course,
  CourseChange,
  CoursePage,
  ListedCertificate,
  ListedCourse,
  NewCertificate,
  NewCourse,
} from '../types.ts'
import type { LmsClient } from './chancery.ts'
import { type EntryOutcome, type IssueManyOptions, issueMany } from './issueMany.ts'

/** ID of a course, or `ext:` and its external ID. */
export type CourseId = number | `ext:${string}`

export type Courses = ReturnType<typeof coursesOf>

const ALL = '/openapi/v1/courses'
const ONE = '/openapi/v1/courses/{courseId}'
const CERTIFICATES = '/openapi/v1/courses/{courseId}/certificates'

export function coursesOf(raw: LmsClient) {
  return {
    list({
      externalId,
      pageSize: limit = PAGE_SIZE,
      ...options
    }: ListOptions & { externalId?: string } = {}): List<CoursePage, ListedCourse> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { limit, cursor, externalId } }, ...sent(options) })),
        ({ courses }) => courses,
        ({ nextCursor }) => nextCursor,
      )
    },
    get(courseId: CourseId, options: CallOptions = {}): Promise<Course> {
      return dataOf(raw.GET(ONE, { params: { path: { courseId } }, ...sent(options) }))
    },
    create(course: NewCourse, options: CallOptions = {}): Promise<Course> {
      return dataOf(raw.POST(ALL, { params: keyed(options), body: course, ...sent(options) }))
    },
    update(courseId: CourseId, change: CourseChange, options: CallOptions = {}): Promise<Course> {
      return dataOf(raw.PATCH(ONE, { params: { path: { courseId } }, body: change, ...sent(options) }))
    },
    /** Deletes a course. One with certificates is retired. */
    delete(courseId: CourseId, options: CallOptions = {}): Promise<void> {
      return deleted(raw.DELETE(ONE, { params: { path: { courseId } }, ...sent(options) }))
    },
    certificates: {
      /** Lists a course's certificates in the order of issue. */
      list(
        courseId: CourseId,
        { pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {},
      ): List<CertificatePage, ListedCertificate> {
        return listOf(
          (cursor) =>
            dataOf(
              raw.GET(CERTIFICATES, { params: { path: { courseId }, query: { limit, cursor } }, ...sent(options) }),
            ),
          ({ certificates }) => certificates,
          ({ nextCursor }) => nextCursor,
        )
      },
      issue(courseId: CourseId, certificate: NewCertificate, options: CallOptions = {}): Promise<Certificate> {
        const params = { path: { courseId }, ...keyed(options) }
        return dataOf(raw.POST(CERTIFICATES, { params, body: certificate, ...sent(options) }))
      },
      /** Issues any number of certificates in batches. Yields one outcome for each entry, in order, batch by batch. */
      issueMany(
        courseId: CourseId,
        entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
        options: IssueManyOptions = {},
      ): AsyncGenerator<EntryOutcome, void> {
        return issueMany(raw, courseId, entries, options)
      },
    },
  }
}
