import { CID } from 'multiformats/cid'
import { afterEach, describe, expect, it } from 'vitest'
import { openKubo } from '../../src/ipfs/kubo.ts'
import type { IpfsStore } from '../../src/ipfs/store.ts'
import { findDocument } from '../../src/services/documents.ts'
import { type KuboMode, type KuboServer, startKubo } from '../support/kuboServer.ts'

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
  it('finds what the node has', async () => {
    const { node, kubo } = await nodeThatIs('online')
    kubo.put(cid)
    expect(await findDocument(node, cid)).toBe('available')
  })

  it('takes the word of a node that has it not', async () => {
    const { node } = await nodeThatIs('offline')
    expect(await findDocument(node, cid)).toBe('unavailable')
  })

  it.each(['broken', 'restricted', 'nonsense'] as const)('makes nothing of a node that is %s', async (mode) => {
    const { node } = await nodeThatIs(mode)
    expect(await findDocument(node, cid)).toBe('unchecked')
  })

  it('makes nothing of a node that is down', async () => {
    const { node, kubo } = await nodeThatIs('online')
    await kubo.close()
    expect(await findDocument(node, cid)).toBe('unchecked')
  })

  it('never takes much longer than three seconds, whatever the node does', async () => {
    const deaf: Pick<IpfsStore, 'has'> = { has: () => new Promise(() => {}) }
    const [searching, stuck, heedless] = await Promise.all([
      nodeThatIs('online').then(({ node }) => find(node)),
      nodeThatIs('stuck').then(({ node }) => find(node)),
      find(deaf),
    ])

    expect([searching.status, stuck.status, heedless.status]).toStrictEqual(['unavailable', 'unchecked', 'unchecked'])
    // It is looked for that long, but no longer; the rest is for a machine that is busy.
    expect(searching.seconds).toBeGreaterThan(2.9)
    for (const { seconds } of [searching, stuck, heedless]) expect(seconds).toBeLessThan(4)
  })
})
