import { randomBytes } from 'node:crypto'
import { CarReader } from '@ipld/car'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { create as multihash } from 'multiformats/hashes/digest'
import { sha256 } from 'multiformats/hashes/sha2'
import { beforeAll, describe, expect, it } from 'vitest'
import { streamOf } from '../../support/files/files.ts'
import { send } from '../../support/hostile/hostileClient.ts'
import { addInPieces, putDirectory } from '../../support/ipfs/dags.ts'
import { startKubo } from '../../support/ipfs/kuboServer.ts'
import { stores, type TestStore } from '../../support/ipfs/stores.ts'
import { createStating, issueStating } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'

const pdf = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(700_000)])
/** Stores that a site published a document; returns the id of its certificate. */
async function publishAs(server: TestApp, ipfsHash: string): Promise<string> {
  const { id: courseCertificateId } = await issueStating(server, (await newSite(server.db)).id)
  const id = await createStating(server)
  await server.db.prisma.walletCertificate.update({ where: { id }, data: { ipfsHash, courseCertificateId } })
  return id
}

const nowhere = 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'

describe.each(Object.entries(stores))('GET /ipfs/{cid} (%s store)', (_, start) => {
  let here: TestStore
  let server: TestApp
  let cid: CID
  beforeAll(async () => {
    here = await start()
    server = await startTestApp(here.config)
    cid = await here.store.add(streamOf(pdf))
    await publishAs(server, `${cid}`)
  })

  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${server.url}/ipfs/${path}`, { headers })
  const statusOf = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await get(path, headers)
    await answer.body?.cancel()
    return answer.status
  }
  const bytesOf = async (answer: Response) => Buffer.from(await answer.arrayBuffer())
  const blocksOf = async (answer: Response) => {
    const reader = await CarReader.fromBytes(await bytesOf(answer))
    const cids: string[] = []
    for await (const { cid, bytes } of reader.blocks()) {
      expect((await sha256.digest(bytes)).bytes).toStrictEqual(cid.multihash.bytes)
      cids.push(cid.toString())
    }
    return cids
  }

  it('returns the file, cacheable permanently', async () => {
    const answer = await get(`${cid}`)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': `${pdf.length}`,
      'content-disposition': `inline; filename="${cid}.pdf"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'x-ipfs-path': `/ipfs/${cid}`,
      'x-ipfs-roots': `${cid}`,
      'access-control-allow-origin': '*',
      etag: `"${cid}"`,
    })
    expect(Buffer.compare(await bytesOf(answer), pdf)).toBe(0)
  })

  it('shows a PDF or picture only if a site published it, whichever form of its CID', async () => {
    const file = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(300_000)])
    const strange = await here.store.add(streamOf(file))
    const forms = [`${strange.toV0()}`, `${strange.toV1()}`]
    const shown = (path: string) =>
      get(path).then(async ({ headers, body }) => {
        await body?.cancel()
        return [headers.get('content-disposition')?.split(';')[0], headers.get('cache-control')]
      })
    // A wallet may state any CID.
    await createStating(server, { document: { cid: strange, hash: `${strange}` } })
    for (const form of forms) expect(await shown(form)).toStrictEqual(['attachment', 'public, max-age=300'])
    const { headers } = await get(forms[0] ?? '', { 'if-none-match': `"${forms[0]}"` })
    expect(headers.get('content-disposition')).toContain('attachment')
    for (const form of forms) {
      const id = await publishAs(server, form)
      for (const asked of forms)
        expect(await shown(asked)).toStrictEqual(['inline', 'public, max-age=31536000, immutable'])
      await server.db.prisma.walletCertificate.delete({ where: { id } })
    }
    for (const form of forms) expect(await shown(form)).toStrictEqual(['attachment', 'public, max-age=300'])
  })

  it('returns documents as downloads while the database does not respond', async () => {
    const clients = await Promise.all(
      Array.from({ length: server.db.pool.options.max }, () => server.db.pool.connect()),
    )
    const { status, headers, body } = await get(`${cid}`)
    for (const client of clients) client.release()
    await body?.cancel()
    expect([status, headers.get('content-disposition')]).toStrictEqual([200, `attachment; filename="${cid}.pdf"`])
  })

  it('returns the same headers for HEAD, without a body', async () => {
    for (const path of [`${cid}`, `${cid}?format=raw`, `${cid}?format=car`]) {
      const head = await send(server.url, { method: 'HEAD', path: `/ipfs/${path}` })
      const answer = await send(server.url, { method: 'GET', path: `/ipfs/${path}` })
      const { date: _, 'transfer-encoding': __, 'x-request-id': ___, ...headers } = answer.headers
      expect(head.body).toBe('')
      expect(head.status).toBe(200)
      expect(head.headers).toMatchObject(headers)
    }
  })

  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=262143-262144', 262_143, 262_145],
    ['bytes=300000-', 300_000, pdf.length],
    ['bytes=-5', pdf.length - 5, pdf.length],
    ['bytes=-9999999', 0, pdf.length],
    ['bytes=5-9999999', 5, pdf.length],
  ])('returns a part of the file for the range %s', async (range, first, end) => {
    const answer = await get(`${cid}`, { range })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${first}-${end - 1}/${pdf.length}`)
    expect(answer.headers.get('content-type')).toBe('application/pdf')
    expect(Buffer.compare(await bytesOf(answer), pdf.subarray(first, end))).toBe(0)
  })

  it.each(['bytes=700009-', 'bytes=9999999-99999999', 'bytes=-0'])('returns 416 for the range %s', async (range) => {
    const answer = await get(`${cid}`, { range })
    expect([answer.status, answer.headers.get('content-range')]).toStrictEqual([416, `bytes */${pdf.length}`])
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  it.each(['bytes=0-1,5-6', 'bytes=5-1', 'bytes=a-b', 'bytes=-', 'lines=1-2', ''])(
    'returns the whole file for the range %j',
    async (range) => {
      const answer = await get(`${cid}`, { range })
      expect([answer.status, (await bytesOf(answer)).length]).toStrictEqual([200, pdf.length])
    },
  )

  it('returns a part only if If-Range matches', async () => {
    const status = (ifRange: string) => statusOf(`${cid}`, { range: 'bytes=0-1', 'if-range': ifRange })
    expect(await status(`"${cid}"`)).toBe(206)
    expect(await status('"another"')).toBe(200)
    expect(await status(`W/"${cid}"`)).toBe(200)
    expect(await status('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(200)
  })

  it('returns 304 if If-None-Match matches', async () => {
    for (const known of [`"${cid}"`, `W/"${cid}"`, `"a", "${cid}"`, '*']) {
      const answer = await get(`${cid}`, { 'if-none-match': known })
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toStrictEqual([304, '', `"${cid}"`])
    }
    expect(await statusOf(`${cid}?format=raw`, { 'if-none-match': `"${cid}"` })).toBe(200)
  })

  it.each([
    ['?format=raw', {}],
    ['', { accept: 'application/vnd.ipld.raw' }],
    ['?format=raw', { accept: 'application/vnd.ipld.car' }],
  ])('returns the block for %s %j', async (query, headers) => {
    const answer = await get(`${cid}${query}`, headers)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('application/vnd.ipld.raw')
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${cid}.bin"`)
    expect((await sha256.digest(await bytesOf(answer))).bytes).toStrictEqual(cid.multihash.bytes)
  })

  it.each([
    ['?format=car', {}],
    ['', { accept: 'text/html;q=0.1, application/vnd.ipld.car; version=1; order=dfs' }],
    ['?format=car&dag-scope=entity', {}],
    ['?format=car&entity-bytes=0:*', {}],
  ])('returns a CAR of all blocks for %s %j', async (query, headers) => {
    const answer = await get(`${cid}${query}`, headers)
    expect(answer.headers.get('content-type')).toBe('application/vnd.ipld.car; version=1; order=dfs; dups=n')
    expect(answer.headers.get('etag')).toMatch(/^W\/"/)
    expect(await blocksOf(answer)).toHaveLength(4)
  })

  it.each([
    ['dag-scope=block', 1],
    ['entity-bytes=0:9', 2],
    ['entity-bytes=262143:262144', 3],
    ['entity-bytes=-1:*', 2],
    ['entity-bytes=5:-600000', 2],
    ['entity-bytes=9999999:*', 1],
  ])('returns a CAR of the blocks that %s needs', async (query, count) => {
    const answer = await get(`${cid}?format=car&${query}`)
    const blocks = await blocksOf(answer)
    expect(blocks).toHaveLength(count)
    expect(blocks[0]).toBe(`${cid}`)
    const whole = await get(`${cid}?format=car`)
    await whole.body?.cancel()
    expect(answer.headers.get('etag')).not.toBe(whole.headers.get('etag'))
  })

  it.each([
    ['<!doctype html><script>alert(1)</script>', 'a page'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'a picture with a script'],
    [' %PDF-1.7', 'nearly a PDF'],
    ['', 'nothing'],
  ])('sends content that may be active as a download: %s', async (content) => {
    const active = await here.store.add(streamOf(Buffer.from(content)))
    const answer = await get(`${active}`)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="${active}.bin"`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    })
    expect(await answer.text()).toBe(content)
  })

  it('returns 400 for a directory, and returns its blocks as a CAR', async () => {
    const folder = await putDirectory(here.store, { document: cid })
    const answer = await get(`${folder}`)
    expect([answer.status, answer.headers.get('x-error-code')]).toStrictEqual([400, 'document.unsupported'])
    expect(await blocksOf(await get(`${folder}?format=car`))).toHaveLength(5)
    expect(await blocksOf(await get(`${folder}?format=car&dag-scope=entity`))).toStrictEqual([`${folder}`])
    expect((await get(`${folder}/document`)).status).toBe(404)
  })

  it('returns 404 for a CID that is not stored', async () => {
    for (const path of [nowhere, `${nowhere}?format=raw`, `${nowhere}?format=car`]) {
      const answer = await get(path)
      expect([answer.status, answer.headers.get('cache-control')]).toStrictEqual([404, 'no-store'])
      expect(await answer.json()).toStrictEqual({ status: 404, message: expect.stringContaining(nowhere) })
    }
  })

  it('returns the empty document by which clients detect gateways', async () => {
    const answer = await get('bafkqaaa?format=raw')
    expect([answer.status, await answer.text()]).toStrictEqual([200, ''])
  })

  it.each([
    ['a text that is not a CID', 'nonsense'],
    ['a long text', 'b'.repeat(5000)],
    ['another codec', `${CID.createV1(0x71, CID.parse(nowhere).multihash)}`],
    ['another hash', `${CID.createV1(RAW, multihash(0x13, new Uint8Array(64)))}`],
    ['another format', `${nowhere}?format=tar`],
    ['two formats', `${nowhere}?format=raw&format=car`],
    ['another version of CAR', `${nowhere}?format=car&car-version=2`],
    ['another scope', `${nowhere}?format=car&dag-scope=everything`],
    ['an invalid range', `${nowhere}?format=car&entity-bytes=a:b`],
  ])('returns 400 for %s', async (_what, path) => {
    const answer = await get(path)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toStrictEqual({ status: 400, message: expect.any(String) })
  })

  it.each(['%2e%2e%2f%2e%2e%2fetc%2fpasswd', '..%2fpostgres', '%00', `${nowhere}%2f..`, `${nowhere}/..`])(
    'returns 400 or 404 for the path %s',
    async (path) => {
      const answer = await send(server.url, { method: 'GET', path: `/ipfs/${path}` })
      expect([400, 404]).toContain(answer.status)
    },
  )

  it('never sends a damaged block: reports an error before the first byte, breaks the connection afterwards', async () => {
    const content = randomBytes(900_000)
    const damaged = await here.store.add(streamOf(content))
    const cids = await blocksOf(await get(`${damaged}?format=car`))
    await here.damage(CID.parse(cids.at(-1) ?? ''))
    const formats = [`${damaged}`, `${damaged}?format=car`]
    for (const path of formats) await expect(get(path).then(bytesOf), path).rejects.toThrow()
    const last = await get(`${damaged}`, { range: 'bytes=-10' })
    expect([last.status, last.headers.get('cache-control')]).toStrictEqual([500, 'no-store'])
    expect(await last.json()).toStrictEqual({ status: 500, message: expect.stringContaining(cids.at(-1) ?? '') })

    await here.damage(damaged)
    for (const path of [...formats, `${damaged}?format=raw`]) {
      const answer = await get(path)
      expect([answer.status, answer.headers.get('x-error-code')]).toStrictEqual([500, 'document.damaged'])
    }
  })

  it('names the block that is missing', async () => {
    const pieces = await addInPieces(here.store, randomBytes(20))
    const [, lost = ''] = await blocksOf(await get(`${pieces}?format=car`))
    await here.lose(CID.parse(lost))
    const answer = await get(`${pieces}`)
    expect([answer.status, answer.headers.get('x-error-code')]).toStrictEqual([404, 'document.not_stored'])
    expect(await answer.text()).toContain(lost)
  })

  it('returns 503, never 404, while the store is unavailable', async () => {
    await here.takeDown()
    for (const path of [`${cid}`, nowhere, `${cid}?format=car`]) {
      const answer = await get(path)
      expect([answer.status, answer.headers.get('x-error-code')]).toStrictEqual([503, 'ipfs.unavailable'])
      expect(answer.headers.get('retry-after')).toBeTruthy()
    }
  })
})

it('answers GET /ipfs/{cid} without a search in the node’s network', async () => {
  const kubo = await startKubo('online')
  const server = await startTestApp({ ipfsApiUrl: kubo.url })
  expect((await fetch(`${server.url}/ipfs/${nowhere}`)).status).toBe(404)
  expect(kubo.requests).toStrictEqual([`block/get?offline=true&arg=${nowhere}`])
  await kubo.close()
})
