import assert from 'node:assert/strict'
import { hash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { type Bench, type Context, serverVariables } from './context.ts'
import { issuer } from './database.ts'
import { type Figure, ratios } from './figures.ts'
import { type Lms, newCourse, newUsers, post } from './lms.ts'
import { always, type Load, requestOf, type Target } from './load.ts'
import { nodeMain, s3Server, startServer } from './processes.ts'
import { rated, rates, takeTurns } from './turns.ts'
import { staticHeaders } from './wallet.ts'

const UPLOAD_BYTES = 100_000

/** Certificates that a server publishes in one measurement, and number of requests in parallel. */
const PUBLISHED = 30
const AT_ONCE = 8

type Kind = 'folder' | 'bucket'
type Servers = Record<Kind, Lms>

/** The object store on loopback, compared with the folder by turns. */
export const objects: Bench = {
  name: 'objects',
  async measure(context) {
    const root = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
    const s3 = await startServer(s3Server, { DATA_DIR: root })
    const common = {
      ...serverVariables(context.databaseUrl),
      ...{ UPLOADS_PER_MINUTE: '0', ISSUER_KEYS: `1=${issuer.privateKey}`, PUBLIC_URL: 'https://certificates.example' },
    }
    const bucket = {
      OBJECT_STORE_URL: `s3://documents/bench?endpoint=${s3.url}`,
      ...{ AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    }
    const start = async (name: Kind, variables: Record<string, string>): Promise<Lms> => {
      const server = await startServer(nodeMain, { ...common, ...variables, DATA_DIR: join(root, name) })
      return { server, url: `${server.url}/openapi/v1`, key: context.key }
    }
    const servers = { folder: await start('folder', {}), bucket: await start('bucket', bucket) }
    try {
      return await measureAll(context, servers, s3.url)
    } finally {
      await Promise.all([servers.folder, servers.bucket].map(({ server }) => server.stop()))
      await s3.stop()
      await rm(root, { recursive: true, force: true, maxRetries: 30 })
    }
  },
}

async function measureAll(context: Context, servers: Servers, s3: string): Promise<Figure[]> {
  const turns = (targetOf: (lms: Lms) => Target) =>
    takeTurns({ folder: targetOf(servers.folder), bucket: targetOf(servers.bucket) }, context)
  const upload = ({ server }: Lms): Target => ({
    url: server.url,
    next: () => uploadRequest(server.url, randomBytes(UPLOAD_BYTES)),
  })
  const { floor, ...uploads } = await takeTurns(
    { folder: upload(servers.folder), bucket: upload(servers.bucket), floor: putsTo(s3) },
    context,
  )
  const content = randomBytes(UPLOAD_BYTES)
  const cids = await Promise.all(Object.values(servers).map(({ server }) => uploaded(server.url, content)))
  assert.equal(cids[0], cids[1])
  const gateway = await turns(({ server }) => always(`${server.url}/ipfs/${cids[0]}`))
  const picture = await anyPicture(context)
  for (const { server } of Object.values(servers)) {
    assert.equal((await fetch(server.url + picture)).status, 200)
  }
  const pictures = await turns(({ server }) => always(server.url + picture))
  return [
    figureOf('upload of 100 kB', 0.7, uploads),
    rateOf('upload of 100 kB to the folder', uploads.folder),
    rateOf('upload of 100 kB to the bucket', uploads.bucket),
    rateOf('PUT of 100 kB to the S3 server itself, without Chancery', floor),
    figureOf('gateway, 100 kB', 0.7, gateway),
    figureOf('cached picture', 1, pictures),
    { ...figure('publishing', 0.7), rounds: await publishByTurns(context, servers) },
  ]
}

const figure = (what: string, least: number) =>
  ({ what: `Object store against the folder: ${what}`, unit: '×', target: { least } }) as const

/** Explains the ratio of uploads: what each costs on its own. */
function rateOf(what: string, loads: Load[]): Figure {
  return { what: `Object store: ${what}`, unit: '/ s', ...rated(loads) }
}

function figureOf(what: string, least: number, { folder, bucket }: Record<Kind, Load[]>): Figure {
  return { ...figure(what, least), rounds: ratios(rates(bucket), rates(folder)) }
}

/** Puts objects as the server does, but unsigned. */
function putsTo(url: string): Target {
  const next = () => {
    const content = randomBytes(UPLOAD_BYTES)
    const headers = { 'content-length': String(content.length), 'x-amz-meta-sha256': hash('sha256', content) }
    return Buffer.concat([requestOf(`${url}/documents/floor/${randomUUID()}`, { method: 'PUT', headers }), content])
  }
  return { url, next }
}

function uploadRequest(url: string, content: Buffer): Buffer {
  const boundary = 'a-boundary-of-the-benchmark'
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.bin"\r\n\r\n`),
    content,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ])
  const headers = {
    ...{ ...staticHeaders, 'content-type': `multipart/form-data; boundary=${boundary}` },
    'content-length': String(body.length),
  }
  return Buffer.concat([requestOf(`${url}/api/v1/files/`, { method: 'POST', headers }), body])
}

async function uploaded(url: string, content: Buffer): Promise<string> {
  const body = new FormData()
  body.set('file', new Blob([Uint8Array.from(content)]), 'a.bin')
  const answer = await fetch(`${url}/api/v1/files/`, { method: 'POST', headers: staticHeaders, body })
  assert.equal(answer.status, 200)
  return ((await answer.json()) as { ipfs_hash: string }).ipfs_hash
}

async function anyPicture({ databaseUrl }: Context): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
  const { rows } = await pool.query<{ path: string }>(
    `SELECT format('/images/%s-%s.png', public_id, revision) AS path FROM course_certificates LIMIT 1`,
  )
  await pool.end()
  return rows[0]?.path ?? ''
}

/** Returns the ratios of the speeds, one per round. */
async function publishByTurns({ rounds }: Context, { folder, bucket }: Servers): Promise<number[]> {
  await publishAll(folder)
  await publishAll(bucket)
  const found: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const [first, second] = round % 2 === 0 ? [folder, bucket] : [bucket, folder]
    const took = new Map([[first, await publishAll(first)]])
    took.set(second, await publishAll(second))
    found.push((took.get(folder) ?? Number.NaN) / (took.get(bucket) ?? Number.NaN))
  }
  return found
}

/** Publishes certificates on request. Returns how long (ms) it took. */
async function publishAll(lms: Lms): Promise<number> {
  const course = await newCourse(lms)
  const users = await newUsers(lms, PUBLISHED, () => ({ eth_address: `0x${randomBytes(20).toString('hex')}` }))
  const waiting: number[] = []
  for (const userId of users) waiting.push(await post<number>(lms, `/courses/${course}/certificates`, { userId }))
  const start = performance.now()
  const publish = async () => {
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
      await post(lms, `/certificates/${id}/publish`, {})
  }
  await Promise.all(Array.from({ length: AT_ONCE }, publish))
  return performance.now() - start
}
