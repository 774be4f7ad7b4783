import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { base58btc } from 'multiformats/bases/base58'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { decode as decodeMultihash } from 'multiformats/hashes/digest'
import { sha256 } from 'multiformats/hashes/sha2'
import { parseCid } from '../../../src/ipfs/cid.ts'

/**
 * `offline`: has only its own blocks, and answers at once. `online`: searches its network for other blocks, without
 * end. `careful`: checks the hash of each block that it reads. `broken`: cannot read its blocks. `full`: has no room
 * for more. `restricted`: is behind a proxy that blocks lookups. `stuck`: accepts requests and never answers.
 * The others are other servers at that address, which answer 200: `nonsense` with a page, `login` with a redirect to a
 * page, `silent` with an empty body.
 */
export type KuboMode =
  | 'offline'
  | 'online'
  | 'careful'
  | 'broken'
  | 'full'
  | 'restricted'
  | 'stuck'
  | 'nonsense'
  | 'login'
  | 'silent'

export type KuboServer = {
  url: string
  mode: KuboMode
  /** The requests that it received, as `command?query`. */
  requests: string[]
  /** The roots that it has pinned. */
  pins: Set<string>
  /** Stores a block, which ends the searches for it. The bytes matter only if they are read, and may be wrong. */
  put(cid: CID | string, bytes?: Uint8Array): void
  lose(cid: CID | string): void
  close(): Promise<void>
  /** Starts it again at the same address with the same blocks. */
  reopen(): Promise<void>
}

/**
 * Starts a fake Kubo node: an HTTP server on loopback with the part of Kubo’s RPC API that Chancery uses. It listens at
 * the given address, else at a free port.
 */
export async function startKubo(mode: KuboMode = 'offline', url = 'http://127.0.0.1:0'): Promise<KuboServer> {
  /** By hash, as in Kubo. */
  const blocks = new Map<string, Uint8Array>()
  const searches: { key: string; found(): void }[] = []

  /** Returns whether the bytes of a block have another hash than its CID. */
  const isWrong = (key: string) => {
    const bytes = blocks.get(key)
    const { digest } = decodeMultihash(base58btc.decode(key))
    return bytes !== undefined && Buffer.compare(hash('sha256', bytes, 'buffer'), digest) !== 0
  }

  /** Answers a request for a block, at once or when a search finds the block. */
  const find = (query: URLSearchParams, send: Send, found: (cid: string, bytes: Uint8Array) => void) => {
    const cid = query.get('arg') ?? ''
    const key = keyOf(cid)
    const answer = () => found(cid, blocks.get(key) ?? new Uint8Array())
    if (kubo.mode === 'broken') fail(send, 'open /data/ipfs/blocks/X3: too many open files')
    else if (kubo.mode === 'restricted') send(404, '404 page not found')
    else if (kubo.mode === 'careful' && isWrong(key)) fail(send, 'block in storage has different hash than requested')
    else if (blocks.has(key)) answer()
    else if (kubo.mode === 'online' && query.get('offline') !== 'true') searches.push({ key, found: answer })
    else fail(send, `block was not found locally (offline): ipld: could not find ${cid}`)
  }

  const commands: Record<string, (request: IncomingMessage, query: URLSearchParams, send: Send) => Promise<void>> = {
    async version(_request, _query, send) {
      send(200, { Version: '0.39.0', Commit: '', Repo: '18', System: 'amd64/linux', Golang: 'go1.25.4' })
    },
    async 'block/stat'(_request, query, send) {
      find(query, send, (cid, { length }) => send(200, { Key: cid, Size: length }))
    },
    async 'block/get'(_request, query, send) {
      find(query, send, (_cid, bytes) => send(200, bytes))
    },
    async 'block/put'(request, _query, send) {
      const bytes = await contentOf(request)
      if (kubo.mode === 'broken') return fail(send, 'read-only file system')
      if (kubo.mode === 'full') return fail(send, 'write /data/ipfs/blocks/X3/put-1: no space left on device')
      const cid = CID.createV1(RAW, await sha256.digest(bytes))
      kubo.put(cid, bytes)
      send(200, { Key: cid.toString(), Size: bytes.length })
    },
    async 'pin/add'(_request, query, send) {
      find(query, send, (cid) => {
        kubo.pins.add(cid)
        send(200, { Pins: [cid] })
      })
    },
    async 'pin/rm'(_request, query, send) {
      const cid = query.get('arg') ?? ''
      if (kubo.mode === 'broken') return fail(send, 'read-only file system')
      if (!kubo.pins.delete(cid)) return fail(send, 'not pinned or pinned indirectly')
      send(200, { Pins: [cid] })
    },
    async 'refs/local'(_request, _query, send) {
      const refs = [...blocks.keys()].map((key) => CID.createV1(RAW, decodeMultihash(base58btc.decode(key))))
      send(200, refs.map((ref) => `${JSON.stringify({ Ref: ref.toString(), Err: '' })}\n`).join(''))
    },
  }

  const server = createServer(async (request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://kubo')
    const name = pathname.replace('/api/v0/', '')
    kubo.requests.push(name + search)
    if (kubo.mode === 'stuck') return
    const send = sender(response)
    if (kubo.mode === 'nonsense' || pathname === '/login') return send(200, 'It works!')
    if (kubo.mode === 'silent') return send(200, '')
    if (kubo.mode === 'login') return send(302, '', { location: '/login' })
    if (request.method !== 'POST') return send(405, '405 - Method Not Allowed')
    const command = commands[name]
    if (!command) return send(404, '404 page not found')
    await command(request, searchParams, send).catch((error) => fail(send, String(error)))
  })

  const kubo: KuboServer = {
    url: '',
    mode,
    requests: [],
    pins: new Set(),
    put(cid, bytes = new Uint8Array()) {
      const key = keyOf(cid)
      blocks.set(key, bytes)
      for (const search of searches) if (search.key === key) search.found()
    },
    lose(cid) {
      blocks.delete(keyOf(cid))
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
    reopen: () => listen(Number(new URL(kubo.url).port)),
  }
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, '127.0.0.1', resolve)
    })
  await listen(Number(new URL(url).port))
  const { port } = server.address() as AddressInfo // TCP servers have an AddressInfo.
  kubo.url = `http://127.0.0.1:${port}`
  return kubo
}

function keyOf(cid: CID | string): string {
  return base58btc.encode((parseCid(cid.toString()) ?? CID.parse(cid.toString())).multihash.bytes)
}

type Send = (status: number, body: Uint8Array | object | string, headers?: Record<string, string>) => void

function sender(response: ServerResponse): Send {
  return (status, body, headers = {}) => {
    response.writeHead(status, {
      'content-type': typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json',
      ...headers,
    })
    response.end(typeof body === 'string' || body instanceof Uint8Array ? body : `${JSON.stringify(body)}\n`)
  }
}

/** Sends an error as Kubo does, with status 500 for any reason. */
function fail(send: Send, message: string): void {
  send(500, { Message: message, Code: 0, Type: 'error' })
}

/** Returns the file in the body of a form. */
async function contentOf(request: IncomingMessage): Promise<Uint8Array> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(new Uint8Array(await buffer(request)), { headers }).formData()
  const [file] = [...form.values()]
  return typeof file === 'object' ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(file)
}
