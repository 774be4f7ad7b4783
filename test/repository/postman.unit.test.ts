import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

const root = new URL('../../', import.meta.url)
const read = async (path: string) => JSON.parse(await readFile(new URL(path, root), 'utf8'))
type Request = { method: string; header: { key: string; value: string }[]; url: { raw: string; path: string[] } }
type Node = { name: string; item?: Node[]; request?: Request & { body?: { mode: string; raw?: string } } }

const collection: { item: Node[]; variable: { key: string }[] } = await read('openapi/chancery.postman_collection.json')

/** Returns all requests of a folder. */
function requestsIn(node: Node): NonNullable<Node['request']>[] {
  return node.request ? [node.request] : (node.item ?? []).flatMap(requestsIn)
}

describe('the Postman collection', () => {
  it.each([
    ['LMS API', 'openapi/lms.json'],
    ['Wallet API', 'openapi/wallet.json'],
  ])('has every operation of the %s once', async (name, file) => {
    const folder = collection.item.find((one) => one.name === name)
    const requests = folder ? requestsIn(folder) : []
    const document: { paths: Record<string, object> } = await read(file)
    const operations = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
    )
    const listed = requests.map(({ method, url }) => `${method} /${url.path.join('/')}`)
    expect(listed.toSorted()).toStrictEqual(operations.toSorted())
  })

  it('uses only its own variables', () => {
    const used = new Set([...JSON.stringify(collection.item).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name))
    expect([...used].toSorted()).toStrictEqual(collection.variable.map(({ key }) => key).toSorted())
  })

  it('has JSON bodies that can be parsed, and no value for optional parts', () => {
    const requests = collection.item.flatMap(requestsIn)
    const json = requests.filter(({ header }) => header.some(({ value }) => value === 'application/json'))
    expect(json.length).toBeGreaterThan(15)
    for (const { body } of json) expect(() => JSON.parse(body?.raw ?? '')).not.toThrow()
    // Optional parameters are present, but switched off.
    for (const { url } of requests) expect(url.raw).not.toMatch(/cursor|\?.*undefined/)
  })
})
