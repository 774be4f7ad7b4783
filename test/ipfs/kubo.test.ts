import { CID } from 'multiformats/cid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKubo } from '../../src/ipfs/kubo.ts'
import { IpfsDamaged, IpfsLate, IpfsUnavailable } from '../../src/ipfs/store.ts'
import { files, streamOf } from '../support/files/files.ts'
import { type KuboServer, startKubo } from '../support/ipfs/kuboServer.ts'

const v0 = CID.parse('Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')
const v1 = CID.parse('bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4')

let kubo: KuboServer
beforeEach(async () => {
  kubo = await startKubo()
})
afterEach(() => kubo.close())

/** Long enough for any answer. */
const soon = () => AbortSignal.timeout(20_000)

/** For requests that are never answered. */
const briefly = () => AbortSignal.timeout(500)

describe('openKubo', () => {
  it.each([v0, v1])('finds the block of %s', async (cid) => {
    kubo.put(cid)
    const node = await openKubo(kubo.url)
    expect(await node.has(cid, soon())).toBe(true)
    expect(kubo.requests).toContain(`block/stat?arg=${cid}`)
  })

  it('does not find a block that the node does not have', async () => {
    const node = await openKubo(kubo.url)
    expect(await node.has(v0, soon())).toBe(false)
  })

  it('searches until it is aborted, and finds stored blocks meanwhile', async () => {
    kubo.mode = 'online'
    kubo.put(v1)
    const node = await openKubo(kubo.url)
    const stop = new AbortController()
    const searches = Promise.allSettled(Array.from({ length: 50 }, () => node.has(v0, stop.signal)))
    await expect.poll(() => kubo.requests.length, { timeout: 20_000 }).toBe(100)
    expect(await node.has(v1, soon())).toBe(true)
    stop.abort()
    for (const search of await searches) expect(search).toStrictEqual({ status: 'fulfilled', value: false })
  })

  it('finds a block that arrives during the search', async () => {
    kubo.mode = 'online'
    const node = await openKubo(kubo.url)
    const search = node.has(v0, soon())
    await expect.poll(() => kubo.requests, { timeout: 10_000 }).toContain(`block/stat?arg=${v0}`)
    kubo.put(v0)
    expect(await search).toBe(true)
  })

  it.each(['broken', 'restricted', 'stuck', 'nonsense', 'login', 'silent'] as const)(
    'throws IpfsUnavailable for a node in the mode "%s"',
    async (mode) => {
      kubo.put(v0)
      kubo.mode = mode
      const node = await openKubo(kubo.url)
      const signal = () => (mode === 'stuck' ? briefly() : soon())
      await expect(node.has(v0, signal())).rejects.toBeInstanceOf(IpfsUnavailable)
      const reading = node.block(v1, signal())
      await expect(reading).rejects.toBeInstanceOf(IpfsUnavailable)
      await expect(reading).rejects.not.toBeInstanceOf(IpfsLate)
    },
  )

  it.each(['offline', 'careful'] as const)(
    'throws IpfsDamaged for a block with other bytes, for a node in the mode "%s"',
    async (mode) => {
      kubo.put(v1, Buffer.from('Something else.'))
      kubo.mode = mode
      const node = await openKubo(kubo.url)
      await expect(node.block(v1, soon())).rejects.toThrow(new IpfsDamaged(v1))
      await expect(node.stored.block(v1, soon())).rejects.toThrow(new IpfsDamaged(v1))
    },
  )

  it('throws IpfsLate when the search finds no block in time', async () => {
    kubo.mode = 'online'
    const node = await openKubo(kubo.url)
    await expect(node.block(v1, briefly())).rejects.toBeInstanceOf(IpfsLate)
  })

  it('throws IpfsUnavailable while the node is down, and works when it is back', async () => {
    const node = await openKubo(kubo.url)
    const { url, close } = kubo
    await close()
    await expect(node.has(v0, soon())).rejects.toBeInstanceOf(IpfsUnavailable)
    kubo = await startKubo('offline', url)
    kubo.put(v0)
    expect(await node.has(v0, soon())).toBe(true)
  })

  it('throws IpfsUnavailable when the node is not at the path of its URL', async () => {
    kubo.put(v0)
    const node = await openKubo(`${kubo.url}/somewhere/else`)
    await expect(node.has(v0, soon())).rejects.toBeInstanceOf(IpfsUnavailable)
  })

  it.each(['/', '/api/v0', '/api/v0/'])('finds the node by its URL followed by %s', async (path) => {
    kubo.put(v0)
    const node = await openKubo(kubo.url + path)
    expect(await node.has(v0, soon())).toBe(true)
  })

  it('throws IpfsUnavailable when the node loses blocks before it pins them', async () => {
    kubo.put = () => {}
    const node = await openKubo(kubo.url)
    await expect(node.add(streamOf(new Uint8Array(600_000)))).rejects.toThrow(IpfsUnavailable)
  })

  it.each(files)('adds and pins the blocks that `ipfs add` makes: $name', async ({ bytes, v1 }) => {
    const node = await openKubo(kubo.url)
    const cid = await node.add(streamOf(bytes))
    expect(cid.toString()).toBe(v1)
    expect(await node.has(cid, soon())).toBe(true)
    expect([...kubo.pins]).toStrictEqual([v1])
    await node.remove(cid)
    expect([...kubo.pins]).toStrictEqual([])
  })
})
