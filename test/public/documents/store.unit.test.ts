import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  CertificateGone,
  hashOf,
  NotStored,
  openDocumentStore,
  type Wanted,
} from '../../../src/public/documents/store.ts'
import { sampleFacts } from '../../../src/typeset/facts.ts'
import type { Drawing } from '../../../src/typeset/render.ts'
import { RenderFailed } from '../../../src/typeset/renderer.ts'

let folder: string
/** The orders that were rendered. These tests need no real renderer. */
let rendered: Drawing[]
const renderer = {
  async render(order: Drawing) {
    rendered.push(order)
    if (order.facts.holder === 'nobody') throw new RenderFailed('No.')
    return Buffer.from(`${order.kind} of ${order.facts.holder}`)
  },
}
const order: Wanted = { kind: 'png', facts: sampleFacts, template: null }
/** Every certificate exists. */
const everything = async (numbers: string[]) => new Set(numbers)
/** Returns the file name of an order. */
const fileOf = (wanted = order) => `${wanted.facts.number}_${hashOf(wanted)}.${wanted.kind}`

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chancery-store-'))
  rendered = []
})
afterEach(() => rm(folder, { recursive: true }))

const files = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

it('renders a document once, for concurrent requests and after a restart', async () => {
  const store = openDocumentStore(join(folder, 'pictures'), renderer, everything)
  const documents = await Promise.all(Array.from({ length: 50 }, () => store.get(order)))
  expect(documents.every((document) => Buffer.from(document).toString() === 'png of Amélie Laurent')).toBe(true)
  await openDocumentStore(join(folder, 'pictures'), renderer, everything).get(order)
  expect(rendered).toHaveLength(1)
  expect(await files()).toStrictEqual([fileOf()])
})

it('deletes documents of deleted certificates, and files that are named in an older way', async () => {
  const remaining = async (numbers: string[]) => new Set(numbers.filter((number) => number === sampleFacts.number))
  const [store, later] = [everything, remaining].map((existing) => openDocumentStore(folder, renderer, existing))
  await later?.deleteOrphans()
  const other: Wanted = { ...order, facts: { ...sampleFacts, number: `${sampleFacts.number.slice(0, -4)}0000` } }
  for (const one of [order, other]) for (const kind of ['png', 'pdf'] as const) await store?.get({ ...one, kind })
  await writeFile(join(folder, '00', `${hashOf(order)}.png`), 'from before')
  const unfinished = `${fileOf(other)}.${randomUUID()}`
  await writeFile(join(folder, '00', unfinished), 'half')
  await later?.deleteOrphans()
  expect((await files()).sort()).toStrictEqual([unfinished, fileOf(), fileOf({ ...order, kind: 'pdf' })].sort())
})

it('removes all documents of one certificate', async () => {
  const store = openDocumentStore(folder, renderer, everything)
  const other: Wanted = { ...order, facts: { ...sampleFacts, number: `Z${sampleFacts.number.slice(1)}` } }
  for (const one of [order, other]) for (const kind of ['png', 'pdf'] as const) await store.get({ ...one, kind })
  await store.remove(sampleFacts.number)
  expect((await files()).sort()).toStrictEqual([fileOf(other), fileOf({ ...other, kind: 'pdf' })].sort())
})

it('removes a document whose certificate was deleted while it was drawn, but no preview of a template', async () => {
  const store = openDocumentStore(folder, renderer, async () => new Set())
  const deleted: Wanted = { ...order, facts: { ...sampleFacts, number: `Z${sampleFacts.number.slice(1)}` } }
  await expect(store.get(deleted)).rejects.toThrow(CertificateGone)
  expect(rendered).toHaveLength(1)
  expect(await files()).toStrictEqual([])
  await store.get(order)
  expect(await files()).toStrictEqual([fileOf()])
})

it('reports documents that are removed while they are written as deleted, not as an outage', async () => {
  const store = openDocumentStore(folder, renderer, async () => new Set())
  const deleted: Wanted = { ...order, facts: { ...sampleFacts, number: `Z${sampleFacts.number.slice(1)}` } }
  let isWriting = true
  const removing = (async () => {
    while (isWriting) await store.remove(deleted.facts.number)
  })()
  const documents = Array.from({ length: 200 }, (_, index) =>
    store.get({ ...deleted, facts: { ...deleted.facts, holder: `Holder ${index}` } }),
  )
  const results = await Promise.allSettled(documents)
  isWriting = false
  await removing
  const reasons = results.map((result) => result.status === 'rejected' && result.reason)
  expect(reasons.filter((reason) => !(reason instanceof CertificateGone))).toStrictEqual([])
  expect(await files()).toStrictEqual([])
})

it('stores separate documents for different facts, templates and kinds', async () => {
  const store = openDocumentStore(folder, renderer, everything)
  await store.get(order)
  await store.get({ ...order, kind: 'pdf' })
  await store.get({ ...order, template: { hash: '1', read: async () => '<svg/>' } })
  await store.get({ ...order, facts: { ...sampleFacts, expiry: null } })
  expect(rendered).toHaveLength(4)
})

it('reads a template only to render it', async () => {
  const store = openDocumentStore(folder, renderer, everything)
  let read = 0
  const template = {
    hash: '1',
    async read() {
      read += 1
      return '<svg/>'
    },
  }
  await store.get({ ...order, template })
  await store.get({ ...order, template })
  expect([read, rendered[0]?.template]).toStrictEqual([1, '<svg/>'])
})

it('stores nothing when rendering fails, and tries again', async () => {
  const store = openDocumentStore(folder, renderer, everything)
  const failing = { ...order, facts: { ...sampleFacts, holder: 'nobody' } }
  await expect(store.get(failing)).rejects.toThrow(RenderFailed)
  await expect(store.get(failing)).rejects.toThrow(RenderFailed)
  expect(rendered).toHaveLength(2)
  expect(await files()).toStrictEqual([])
})

it('deletes unfinished files after a day, and keeps newer ones', async () => {
  const place = join(folder, sampleFacts.number.slice(-2))
  await mkdir(place)
  const [old, young] = ['a', 'b'].map((letter) => `${fileOf()}.${letter}${randomUUID().slice(1)}`)
  for (const name of [old, young]) await writeFile(join(place, `${name}`), 'half')
  await utimes(join(place, `${old}`), new Date(), new Date(Date.now() - 25 * 3_600_000))
  await openDocumentStore(folder, renderer, everything).get(order)
  expect((await files()).sort()).toStrictEqual([fileOf(), young])
})

it('throws NotStored when it cannot write, and leaves no unfinished file', async () => {
  await writeFile(join(folder, 'pictures'), 'a file where the folder would be')
  const store = openDocumentStore(join(folder, 'pictures'), renderer, everything)
  await expect(store.get(order)).rejects.toThrow(NotStored)
  expect(await files()).toStrictEqual(['pictures'])
})
