import { once } from 'node:events'
import { readdir, stat, utimes } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import { afterAll } from 'vitest'
import type { ListedObject } from '../../../src/objects/objects.ts'
import { type ObjectsConfig, openObjects } from '../../../src/objects/open.ts'
import { newFolder } from '../files/folders.ts'

/**
 * What goes wrong with a request. `slow down`: 503. `denied`: 403. `no bucket`: 404 for the bucket. `cut off`: half of
 * the body. `shortened`: half of the body, with its length. `silent`: no answer. `page`: a page of another server.
 * `full`: no more space.
 */
export type Fault = 'slow down' | 'denied' | 'no bucket' | 'cut off' | 'shortened' | 'silent' | 'page' | 'full'

export type S3Server = {
  config: Required<Pick<ObjectsConfig, 'objectStoreUrl' | 'awsAccessKeyId' | 'awsSecretAccessKey'>>
  variables: Record<string, string>
  /** Chooses the fault of a request. */
  fail(fault: (request: IncomingMessage) => Fault | null): void
  /** Delays each answer. */
  lag(milliseconds: number): void
  /** Lists all objects as they are now, until `thaw`. `get` and `stat` stay current, as on servers whose lists are late. */
  freezeLists(): Promise<void>
  thawLists(): void
  /** Makes all objects older. */
  age(milliseconds: number): Promise<void>
  /** Returns the keys of all objects, past the faults and the client that is tested. */
  keys(): Promise<string[]>
  /** Methods and keys of the requests. */
  requests: string[]
  /** Stores an object past the client that is tested. */
  put(key: string, bytes: Uint8Array): Promise<void>
}

const BUCKET = 'documents'
const PREFIX = 'test/'
const keys = { awsAccessKeyId: 'S3RVER', awsSecretAccessKey: 'S3RVER' }

const servers: Server[] = []
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

/** Starts an S3 server on loopback, with faults in front of it. */
export async function startS3(): Promise<S3Server> {
  const directory = join(await newFolder(), 's3')
  const s3 = new S3rver({ directory, silent: true, configureBuckets: [{ name: BUCKET }] })
  await s3.configureBuckets()
  const answer = atomically(s3.callback())
  const requests: string[] = []
  let faultOf: (request: IncomingMessage) => Fault | null = () => null
  let delay = 0
  let frozen: ListedObject[] | null = null
  const endpoint = await listen((request, response) => {
    requests.push(`${request.method} ${request.url?.split('?')[0]?.replace(`/${BUCKET}/${PREFIX}`, '')}`)
    const fault = faultOf(request)
    const isList = request.method === 'GET' && request.url?.startsWith(`/${BUCKET}?`)
    const serve = () => {
      if (frozen && isList) response.end(pageOf(frozen, new URL(request.url ?? '', endpoint).searchParams))
      else answer(request, response)
    }
    if (fault) inject(fault, request, response, serve)
    else if (delay > 0) setTimeout(serve, delay)
    else serve()
  })
  const address = { bucket: BUCKET, prefix: PREFIX, region: 'us-east-1' }
  const config = { objectStoreUrl: { ...address, endpoint }, ...keys }
  // Past the faults.
  const direct = openObjects({ objectStoreUrl: { ...address, prefix: '', endpoint: await listen(answer) }, ...keys })
  if (!direct) throw new Error('It is configured.')
  const all = async () => {
    const objects: ListedObject[] = []
    for await (const object of direct.list('')) objects.push(object)
    return objects
  }
  return {
    config,
    variables: {
      OBJECT_STORE_URL: `s3://${BUCKET}/${PREFIX}?endpoint=${endpoint}`,
      ...{ AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
    },
    fail(fault) {
      faultOf = fault
    },
    lag(milliseconds) {
      delay = milliseconds
    },
    async freezeLists() {
      frozen = await all()
    },
    thawLists() {
      frozen = null
    },
    async age(milliseconds) {
      for (const path of (await readdir(directory, { recursive: true })).filter((name) => /_object$/.test(name))) {
        const at = (await stat(join(directory, path))).mtimeMs - milliseconds
        await utimes(join(directory, path), at / 1000, at / 1000)
      }
    },
    keys: async () => (await all()).map(({ key }) => key.replace(PREFIX, '')),
    requests,
    put: (key, bytes) => direct.put(PREFIX + key, bytes),
  }
}

/** Answers the requests for one object one by one: s3rver would answer with half of an object that is being put. */
function atomically(answer: RequestListener): RequestListener {
  const last = new Map<string, Promise<unknown>>()
  return async (request, response) => {
    const path = request.url?.split('?')[0] ?? ''
    const before = last.get(path)
    const done = new Promise((resolve) => response.on('close', resolve))
    last.set(path, done)
    await before
    void answer(request, response)
    await done
    if (last.get(path) === done) last.delete(path)
  }
}

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}` // A TCP server has no other kind.
}

/** Returns a page of ListObjects. */
function pageOf(objects: ListedObject[], query: URLSearchParams): string {
  const [prefix, marker] = [query.get('prefix') ?? '', query.get('marker') ?? '']
  const found = objects.filter(({ key }) => key.startsWith(prefix) && key > marker)
  const items = found
    .slice(0, 1000)
    .map(
      ({ key, size, at }) =>
        `<Contents><Key>${key}</Key><LastModified>${at.toISOString()}</LastModified><Size>${size}</Size></Contents>`,
    )
  const isTruncated = found.length > items.length
  return `<ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${items.join('')}</ListBucketResult>`
}

const errors = {
  'slow down': [503, 'SlowDown'],
  denied: [403, 'AccessDenied'],
  full: [507, 'InsufficientStorage'],
} as const

function inject(fault: Fault, request: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const send = (status: number, body: string) => response.writeHead(status).end(request.method === 'HEAD' ? '' : body)
  if (fault === 'silent') return
  if (fault === 'page') send(404, '<h1>Not found</h1>')
  else if (fault === 'no bucket') send(404, errorOf('NoSuchBucket'))
  else if (fault === 'cut off' || fault === 'shortened') {
    halve(response, fault === 'shortened')
    answer()
  } else {
    const [status, code] = errors[fault]
    send(status, errorOf(code))
  }
}

function errorOf(code: string): string {
  return `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`
}

/** Sends only half of the body. */
function halve(response: ServerResponse, withItsLength: boolean): void {
  const parts: Buffer[] = []
  response.write = (part: string | Uint8Array) => parts.push(Buffer.from(part)) > 0
  const end = response.end.bind(response)
  response.end = (last?: unknown) => {
    if (typeof last === 'string' || last instanceof Uint8Array) parts.push(Buffer.from(last))
    const body = Buffer.concat(parts)
    const half = body.subarray(0, body.length >> 1)
    response.setHeader('content-length', withItsLength ? half.length : body.length)
    if (withItsLength) return end(half)
    response.flushHeaders()
    response.socket?.end(half)
    return response
  }
}
