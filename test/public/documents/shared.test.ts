import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { IpfsUnavailable } from '../../../src/ipfs/store.ts'
import { openObjects } from '../../../src/objects/open.ts'
import { sharedDocuments } from '../../../src/public/documents/shared.ts'
import { CertificateGone, NotStored, openDocumentStore, type Wanted } from '../../../src/public/documents/store.ts'
import { sampleFacts } from '../../../src/typeset/facts.ts'
import { newFolder } from '../../support/files/folders.ts'
import { type S3Server, startS3 } from '../../support/objects/s3Server.ts'

const number = `${sampleFacts.number.slice(0, -4)}0000`
const order: Wanted = { kind: 'png', facts: { ...sampleFacts, number }, template: null }

describe('pictures of several machines with one bucket', () => {
  let server: S3Server
  let folders: string[]
  let rendered: number
  let existing: Set<string>
  beforeEach(async () => {
    server = await startS3()
    folders = [await newFolder(), await newFolder()]
    rendered = 0
    existing = new Set([number])
  })

  const bucket = () => {
    const objects = openObjects(server.config)
    if (!objects) throw new Error('It is configured.')
    return objects
  }
  const machines = (render = async () => Buffer.from(`picture ${++rendered}`)) =>
    folders.map((folder) => openDocumentStore(folder, { render }, async () => existing, sharedDocuments(bucket())))
  const copies = async () =>
    (await Promise.all(folders.map((folder) => readdir(folder, { recursive: true }))))
      .flat()
      .filter((name) => /png/.test(name))
  const stored = async () => {
    const keys: string[] = []
    for await (const { key } of bucket().list('')) keys.push(key)
    return keys
  }

  it('are rendered once, and then read from the machine’s own copy', async () => {
    const [one, other] = machines()
    expect(Buffer.from((await one?.get(order)) ?? []).toString()).toBe('picture 1')
    expect(Buffer.from((await other?.get(order)) ?? []).toString()).toBe('picture 1')
    server.fail(() => 'slow down')
    for (const machine of [one, other]) expect(await machine?.get(order)).toHaveLength(9)
    expect(rendered).toBe(1)
  })

  it('are removed from the bucket, and later from the copies of other machines', async () => {
    const [one, other] = machines()
    for (const machine of [one, other]) await machine?.get(order)
    existing.clear()
    await one?.remove(number)
    expect(await stored()).toStrictEqual([])
    expect(await copies()).toHaveLength(1)
    await other?.deleteLocalOrphans()
    expect(await copies()).toStrictEqual([])
  })

  it('are removed from the bucket by the hourly job, if a removal missed them', async () => {
    const [one] = machines()
    await one?.get(order)
    await one?.deleteOrphans()
    expect(await stored()).toHaveLength(1)
    existing.clear()
    await one?.deleteOrphans()
    expect(await stored()).toStrictEqual([])
  })

  it('are removed by the hourly job, if the list was late when the certificate was deleted', async () => {
    const [one, other] = machines()
    await server.freezeLists()
    await one?.get(order)
    existing.clear()
    await one?.remove(number)
    expect(await stored()).toStrictEqual([])
    expect(await server.keys()).toHaveLength(1)
    server.thawLists()
    await other?.deleteOrphans()
    expect(await server.keys()).toStrictEqual([])
    // The list still has what was removed.
    await server.freezeLists()
    await other?.deleteOrphans()
  })

  it('are kept nowhere if the certificate is deleted while they are rendered, also with a late list', async () => {
    const [one] = machines(async () => {
      existing.clear()
      return Buffer.from('picture')
    })
    await server.freezeLists()
    await expect(one?.get(order)).rejects.toBeInstanceOf(CertificateGone)
    expect([...(await server.keys()), ...(await copies())]).toStrictEqual([])
  })

  it('are not acknowledged if the bucket is unavailable, and a removal fails', async () => {
    const [one] = machines()
    server.fail(({ method }) => (method === 'PUT' ? 'denied' : null))
    await expect(one?.get(order)).rejects.toBeInstanceOf(NotStored)
    server.fail(() => 'denied')
    await expect(one?.remove(number)).rejects.toBeInstanceOf(IpfsUnavailable)
  })

  it('are rendered again if they are damaged in the bucket', async () => {
    const [one, other] = machines()
    await one?.get(order)
    server.fail(({ method, url }) => (method === 'GET' && url?.includes('.png') ? 'shortened' : null))
    expect(Buffer.from((await other?.get(order)) ?? []).toString()).toBe('picture 2')
    await rm(join(folders[0] ?? '', number.slice(-2)), { recursive: true })
  })
})
