import assert from 'node:assert/strict'
import { linkFields } from '../src/lms/certificates/links.ts'
import { type Bench, beside } from './context.ts'
import { BIG_COURSE, type Size, SMALL_COURSE } from './database.ts'
import { perSecond, ratios } from './figures.ts'
import { always, requestOf, type Target } from './load.ts'
import { costs, rates, takeTurns } from './turns.ts'

/** Pages of 20 certificates in the LMS API. */
export const list: Bench = {
  name: 'list',
  async measure(context) {
    const { key, size } = context
    const headers = { 'x-api-key': key }
    const deep = size.ofBigCourse * 0.9
    const { floor, small, again, big, bigDeep, unchanged } = await beside(context, async ({ chancery, lowest }) => {
      const page = (course: number, offset = 0) => chancery.url + pagePath(course, offset)
      const { body, etag } = await answer(page(SMALL_COURSE), headers)
      assert.deepEqual(likeFloor(body), (await answer(lowest.url + pagePath(SMALL_COURSE, 0))).body)
      return takeTurns(
        {
          floor: anyPage(lowest.url, size),
          small: anyPage(chancery.url, size, headers),
          again: always(page(SMALL_COURSE), { headers }),
          big: always(page(BIG_COURSE), { headers }),
          bigDeep: always(page(BIG_COURSE, deep), { headers }),
          unchanged: always(page(SMALL_COURSE), { headers: { ...headers, 'if-none-match': etag } }),
        },
        context,
      )
    })
    const ofBig = `course of ${size.ofBigCourse.toLocaleString('en')}`
    return [
      {
        what: 'Certificate list, different pages of 20 in courses of 1,000, compared with the floor',
        unit: '×',
        target: { least: 1 },
        costs: costs(small),
        rounds: ratios(rates(small), rates(floor)),
        note: `${perSecond(rates(small))}, floor ${perSecond(rates(floor))}`,
      },
      {
        what: 'One of these pages, repeated, compared with the floor',
        unit: '×',
        target: { least: 1 },
        costs: costs(again),
        rounds: ratios(rates(again), rates(floor)),
        note: perSecond(rates(again)),
      },
      {
        what: `The same page in a ${ofBig}, compared with the course of 1,000`,
        unit: '×',
        target: { least: 0.95 },
        costs: costs(big),
        rounds: ratios(rates(big), rates(again)),
        note: perSecond(rates(big)),
      },
      {
        what: `The page at offset ${deep.toLocaleString('en')} of the ${ofBig}, compared with its first page`,
        unit: '×',
        target: { least: 0.5 },
        costs: costs(bigDeep),
        rounds: ratios(rates(bigDeep), rates(big)),
        note: perSecond(rates(bigDeep)),
      },
      {
        what: 'An unchanged page (`If-None-Match`, 304), compared with the floor',
        unit: '×',
        target: { least: 3 },
        costs: costs(unchanged),
        rounds: ratios(rates(unchanged), rates(floor)),
        note: perSecond(rates(unchanged)),
      },
    ]
  },
}

/** Requests pages of all courses but the big one in turn, so that a cached page is hardly requested again. */
export function anyPage(url: string, { courses, ofCourse }: Size, headers: Record<string, string> = {}): Target {
  let place = 0
  return {
    url,
    next() {
      place += 1
      const course = 2 + (place % (courses - 1))
      const offset = (Math.floor(place / (courses - 1)) * 20) % ofCourse
      return requestOf(url + pagePath(course, offset), { headers })
    },
  }
}

export function pagePath(courseId: number, offset: number): string {
  return `/openapi/v1/courses/${courseId}/certificates?offset=${offset}&limit=20`
}

/** Removes what the floor does not return: the cursor and the links. */
function likeFloor({ nextCursor: _, ...page }: Page): object {
  const withoutLinks = (certificate: object) =>
    Object.fromEntries(Object.entries(certificate).filter(([name]) => !(name in linkFields)))
  return { ...page, certificates: page.certificates.map(withoutLinks) }
}

type Page = { certificates: object[]; nextCursor?: string }

async function answer(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers })
  return { body: (await response.json()) as Page, etag: response.headers.get('etag') ?? '' }
}
