import { createHash, randomBytes } from 'node:crypto'
import { CID } from 'multiformats/cid'
import { afterEach, describe, expect, it } from 'vitest'
import { documentOf, findDocument } from '../../src/core/documents.ts'
import { walk } from '../../src/ipfs/dag.ts'
import { openKubo } from '../../src/ipfs/kubo.ts'
import type { IpfsStore } from '../../src/ipfs/store.ts'
import { files, streamOf } from '../support/files/files.ts'
import { type KuboMode, type KuboServer, startKubo } from '../support/ipfs/kuboServer.ts'
import { stores } from '../support/ipfs/stores.ts'

const cid = CID.parse('Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL')

const started: KuboServer[] = []
afterEach(() => Promise.all(started.splice(0).map((kubo) => kubo.close())))

async function nodeThatIs(mode: KuboMode): Promise<{ node: IpfsStore; kubo: KuboServer }> {
  const kubo = await startKubo(mode)
  started.push(kubo)
  return { node: await openKubo(kubo.url), kubo }
}

async function find(node: Pick<IpfsStore, 'has'>): Promise<{ status: string; seconds: number }> {
  const start = performance.now()
  const status = await findDocument(node, cid)
  return { status, seconds: (performance.now() - start) / 1000 }
}

describe('findDocument', () => {
  it('returns available for a document that the node has', async () => {
    const { node, kubo } = await nodeThatIs('online')
    kubo.put(cid)
    expect(await findDocument(node, cid)).toBe('available')
  })

  it('returns unavailable when the node does not have the document', async () => {
    const { node } = await nodeThatIs('offline')
    expect(await findDocument(node, cid)).toBe('unavailable')
  })

  it.each(['broken', 'restricted', 'nonsense', 'login', 'silent'] as const)(
    'returns unchecked for a node in the mode %s',
    async (mode) => {
      const { node } = await nodeThatIs(mode)
      expect(await findDocument(node, cid)).toBe('unchecked')
    },
  )

  it('returns unchecked for an unreachable node', async () => {
    const { node, kubo } = await nodeThatIs('online')
    await kubo.close()
    expect(await findDocument(node, cid)).toBe('unchecked')
  })

  it('stops after three seconds, whatever the node does', async () => {
    const deaf: Pick<IpfsStore, 'has'> = { has: () => new Promise(() => {}) }
    const [searching, stuck, heedless] = await Promise.all([
      nodeThatIs('online').then(({ node }) => find(node)),
      nodeThatIs('stuck').then(({ node }) => find(node)),
      find(deaf),
    ])

    expect([searching.status, stuck.status, heedless.status]).toStrictEqual(['unavailable', 'unchecked', 'unchecked'])
    // The search takes three seconds. The upper bound leaves time for a busy machine.
    expect(searching.seconds).toBeGreaterThan(2.9)
    for (const { seconds } of [searching, stuck, heedless]) expect(seconds).toBeLessThan(4)
  })
})

describe.each(Object.entries(stores))('documentOf with the %s store', (_, start) => {
  const never = new AbortController().signal

  it.each(files)('reads a whole document: $name', async ({ bytes }) => {
    const { store } = await start()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const document = await store.add(streamOf(bytes))
    expect(await documentOf(store, document, never)).toStrictEqual({ outcome: 'found', sha256, size: bytes.length })
  })

  it('reports a missing, damaged, unreadable or unavailable document, and names the block', async () => {
    const { store, damage, lose, takeDown } = await start()
    const document = await store.add(streamOf(randomBytes(600_000)))
    const [, first, , last] = await blocksOf(store, document)
    if (!first || !last) throw new Error('Expected three blocks below the root.')
    const checked = () => documentOf(store, document, never)

    expect(await documentOf(store, cid, never)).toStrictEqual(because('missing', cid))
    await lose(last)
    expect(await checked()).toStrictEqual(because('missing', last))
    await damage(first)
    expect(await checked()).toStrictEqual(because('damaged', first))
    await damage(document)
    expect(await checked()).toStrictEqual(because('damaged', document))
    const cbor = CID.createV1(0x71, cid.multihash)
    expect(await documentOf(store, cbor, never)).toStrictEqual(because('unreadable', cbor))
    await takeDown()
    expect(await checked()).toStrictEqual({ outcome: 'unavailable', reason: expect.any(String) })
  })
})

it('returns late from documentOf for a document that was not found in time', async () => {
  const { node } = await nodeThatIs('online')
  const soon = AbortSignal.timeout(300)
  expect(await documentOf(node, cid, soon)).toStrictEqual({ outcome: 'late', reason: expect.any(String) })
})

const because = (outcome: string, block: CID) => ({ outcome, reason: expect.stringContaining(block.toString()) })

async function blocksOf(store: IpfsStore, root: CID): Promise<CID[]> {
  const all: CID[] = []
  for await (const { cid } of walk(store, root, new AbortController().signal)) all.push(cid)
  return all
}
