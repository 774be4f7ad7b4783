import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '../src/database/open.ts'
import { createKey } from '../src/lms/keys/service.ts'
import { createSite } from '../src/lms/sites/service.ts'
import { classic } from '../src/typeset/designs/classic.ts'
import { type Bench, serverVariables } from './context.ts'
import { nodeMain, startServer } from './processes.ts'

/** Pictures of the other site in each round. */
const PICTURES = 15
const UPLOADS = 4

/** First renderings of a site's pictures, while another site uploads templates. */
export const fairness: Bench = {
  name: 'fairness',
  async measure({ databaseUrl, key }) {
    const dataDir = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
    const server = await startServer(nodeMain, { ...serverVariables(databaseUrl), DATA_DIR: dataDir })
    try {
      const other = await otherSite(databaseUrl)
      const pictures = await issue(server.url, other, PICTURES * 2 + 1)
      await read(pictures.slice(0, 1))
      const calm = await read(pictures.slice(1, PICTURES + 1))
      const disturbed = await whileUploading(server.url, key, () => read(pictures.slice(PICTURES + 1)))
      return [
        {
          what: `Picture of a site while another one uploads ${UPLOADS} templates at a time, compared with before`,
          unit: '×',
          target: { most: 3 },
          rounds: disturbed.map((took, index) => took / (calm[index] ?? Number.NaN)),
          note: `${middle(calm)} ms before, ${middle(disturbed)} ms during, at most ${Math.round(disturbed.at(-1) ?? Number.NaN)} ms`,
        },
      ]
    } finally {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

/** Creates a site. Returns a key of it. */
async function otherSite(databaseUrl: string): Promise<string> {
  const db = await openDatabase({ databaseUrl, dataDir: '' })
  const author = { author: { command: 'bench' }, at: new Date() }
  try {
    const { id: siteId } = await createSite(db, 'Other', author)
    return (await createKey({ db, siteId, publicUrl: '', ...author }, { label: 'bench' })).key
  } finally {
    await db.close()
  }
}

/** Issues certificates of one course. Returns the addresses of their pictures. */
async function issue(url: string, key: string, count: number): Promise<string[]> {
  const post = async (path: string, body: object) => {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/openapi/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    assert.equal(answer.status, 201)
    return (await answer.json()) as { id: number; pictureUrl: string }
  }
  const { id: courseId } = await post('/courses', { name: 'Sales' })
  const pictures: string[] = []
  for (let index = 0; index < count; index += 1) {
    const user = { name: `Learner ${index}`, email: `fair.${index}@example.com`, password: 'p', roleAlias: 'learner' }
    const { id: userId } = await post('/users', user)
    pictures.push((await post(`/courses/${courseId}/certificates`, { userId })).pictureUrl)
  }
  return pictures
}

/** Reads pictures, each drawn for the first time. Returns the sorted times in milliseconds. */
async function read(pictures: string[]): Promise<number[]> {
  const took: number[] = []
  for (const picture of pictures) {
    const start = performance.now()
    const answer = await fetch(picture)
    const body = Buffer.from(await answer.arrayBuffer())
    assert.equal(answer.status, 200, `${picture}: ${body.toString('utf8', 0, 300)}`)
    took.push(performance.now() - start)
  }
  return took.toSorted((one, other) => one - other)
}

async function whileUploading<Result>(url: string, key: string, work: () => Promise<Result>): Promise<Result> {
  let isOver = false
  const uploading = Array.from({ length: UPLOADS }, async (_, index) => {
    while (!isOver) await uploadTemplate(url, key, `heavy${index}`)
  })
  const working = work().finally(() => {
    isOver = true
  })
  await Promise.all([working, ...uploading])
  return working
}

/** A design that takes long to draw: thousands of translucent circles. */
const heavy = classic.replace(
  '</svg>',
  `${Array.from({ length: 8000 }, (_, index) => `<circle cx="${index % 297}" cy="${index % 210}" r="40" fill="#abc" opacity="0.1"/>`).join('')}</svg>`,
)

/** Uploads a template. Its trial may end because it takes too long. */
async function uploadTemplate(url: string, key: string, name: string): Promise<void> {
  const headers = { 'x-api-key': key, 'content-type': 'image/svg+xml' }
  const answer = await fetch(`${url}/openapi/v1/templates/${name}`, { method: 'PUT', headers, body: heavy })
  const text = await answer.text()
  assert([200, 422, 503].includes(answer.status), `${answer.status}: ${text}`)
}

function middle(times: number[]): number {
  return Math.round(times[times.length >> 1] ?? Number.NaN)
}
