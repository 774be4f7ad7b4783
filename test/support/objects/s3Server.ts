import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import S3rver from '@20minutes/s3rver'
import { afterAll } from 'vitest'
import { type ObjectsConfig, openObjects } from '../../../src/objects/open.ts'
import { newFolder } from '../files/folders.ts'

/**
 * What goes wrong with a request. `slow down`: 503. `denied`: 403. `no bucket`: 404 for the bucket. `cut off`: half of
 * the body. `shortened`: half of the body, with its length. `silent`: no answer. `page`: a page of another server.
 * `full`: no more space. `stale`: a list without objects.
 */
export type Fault =
  | 'slow down'
  | 'denied'
  | 'no bucket'
  | 'cut off'
  | 'shortened'
  | 'silent'
  | 'page'
  | 'full'
  | 'stale'

export type S3Server = {
  config: Required<Pick<ObjectsConfig, 'objectStoreUrl' | 'awsAccessKeyId' | 'awsSecretAccessKey'>>
  variables: Record<string, string>
  /** Chooses the fault of a request. */
  fail(fault: (request: IncomingMessage) => Fault | null): void
  /** Methods and keys of the requests. */
  requests: string[]
  /** Stores an object past the client that is tested. */
  put(key: string, bytes: Uint8Array): Promise<void>
}

const BUCKET = 'documents'
const PREFIX = 'test/'

const servers: ReturnType<typeof createServer>[] = []
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
})

/** Starts an S3 server on loopback, with faults in front of it. */
export async function startS3(): Promise<S3Server> {
  const s3 = new S3rver({
    directory: join(await newFolder(), 's3'),
    silent: true,
    configureBuckets: [{ name: BUCKET }],
  })
  await s3.configureBuckets()
  const answer = s3.callback()
  const requests: string[] = []
  let faultOf: (request: IncomingMessage) => Fault | null = () => null
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url?.split('?')[0]?.replace(`/${BUCKET}/${PREFIX}`, '')}`)
    const fault = faultOf(request)
    const serve = () => void answer(request, response)
    if (fault) inject(fault, request, response, serve)
    else serve()
  })
  servers.push(server)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // A TCP server has no other kind.
  const config = {
    objectStoreUrl: { bucket: BUCKET, prefix: PREFIX, endpoint, region: 'us-east-1' },
    ...{ awsAccessKeyId: 'S3RVER', awsSecretAccessKey: 'S3RVER' },
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
    requests,
    async put(key, bytes) {
      await openObjects(config)?.put(key, bytes)
    },
  }
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
  else if (fault === 'stale') send(200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>')
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
