import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { importBytes } from 'ipfs-unixfs-importer'
import type { CID } from 'multiformats/cid'

/**
 * How the node treats a request: `offline` knows its own blocks only and says so at once; `online` searches its
 * network for any other block, without end; `broken` cannot read its blocks; `restricted` stands behind a proxy
 * that lets no look-up pass; `stuck` takes requests and answers none; `nonsense` is something else at that address.
 */
export type KuboMode = 'offline' | 'online' | 'broken' | 'restricted' | 'stuck' | 'nonsense'

export type KuboServer = {
  url: string
  mode: KuboMode
  /** The requests it got, as `command?query`. */
  requests: string[]
  /** Gives it a block, which ends the searches for it. */
  put(cid: CID | string): void
  close(): Promise<void>
}

/**
 * Starts a stand-in for a Kubo node: a real HTTP server on loopback, at any free port or at an address it had before,
 * that speaks as much of Kubo's RPC API as Chancery uses.
 */
export async function startKubo(mode: KuboMode = 'offline', url = 'http://127.0.0.1:0'): Promise<KuboServer> {
  const blocks = new Set<string>()
  const searches: { cid: string; found(): void }[] = []

  const commands: Record<string, (request: IncomingMessage, query: URLSearchParams, send: Send) => Promise<void>> = {
    async version(_request, _query, send) {
      send(200, { Version: '0.39.0', Commit: '', Repo: '18', System: 'amd64/linux', Golang: 'go1.25.4' })
    },
    async 'block/stat'(_request, query, send) {
      const cid = query.get('arg') ?? ''
      const found = () => send(200, { Key: cid, Size: 12 })
      if (kubo.mode === 'broken') fail(send, 'open /data/ipfs/blocks/X3: too many open files')
      else if (kubo.mode === 'restricted') send(404, '404 page not found')
      else if (blocks.has(cid)) found()
      else if (kubo.mode === 'online') searches.push({ cid, found })
      else fail(send, `block was not found locally (offline): ipld: could not find ${cid}`)
    },
    async add(request, query, send) {
      const content = await contentOf(request)
      const { cid } = await importBytes(
        content,
        { put: (key: CID) => key },
        {
          cidVersion: query.get('cid-version') === '1' ? 1 : 0,
          rawLeaves: query.get('raw-leaves') === 'true',
          reduceSingleLeafToSelf: query.get('cid-version') === '1',
        },
      )
      kubo.put(cid)
      send(200, { Name: cid.toString(), Hash: cid.toString(), Size: String(content.length) })
    },
  }

  const server = createServer(async (request, response) => {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', 'http://kubo')
    const name = pathname.replace('/api/v0/', '')
    kubo.requests.push(name + search)
    if (kubo.mode === 'stuck') return
    const send = sender(response)
    if (kubo.mode === 'nonsense') return send(200, 'It works!')
    if (request.method !== 'POST') return send(405, '405 - Method Not Allowed')
    const command = commands[name]
    if (!command) return send(404, '404 page not found')
    await command(request, searchParams, send).catch((error) => fail(send, String(error)))
  })

  const kubo: KuboServer = {
    url: '',
    mode,
    requests: [],
    put(cid) {
      blocks.add(cid.toString())
      for (const search of searches) if (search.cid === cid.toString()) search.found()
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => {
        server.close(() => resolve())
      })
    },
  }
  await new Promise<void>((resolve) => {
    server.listen(Number(new URL(url).port), '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo // A TCP server has no other kind.
  kubo.url = `http://127.0.0.1:${port}`
  return kubo
}

type Send = (status: number, body: object | string) => void

function sender(response: ServerResponse): Send {
  return (status, body) => {
    response.statusCode = status
    response.setHeader('content-type', typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json')
    response.end(typeof body === 'string' ? body : `${JSON.stringify(body)}\n`)
  }
}

/** Says no as Kubo does, whatever the reason. */
function fail(send: Send, message: string): void {
  send(500, { Message: message, Code: 0, Type: 'error' })
}

/** The file in the body of `add`. */
async function contentOf(request: IncomingMessage): Promise<Uint8Array> {
  const headers = { 'content-type': request.headers['content-type'] ?? '' }
  const form = await new Response(new Uint8Array(await buffer(request)), { headers }).formData()
  const [file] = [...form.values()]
  return typeof file === 'object' ? new Uint8Array(await file.arrayBuffer()) : new TextEncoder().encode(file)
}
