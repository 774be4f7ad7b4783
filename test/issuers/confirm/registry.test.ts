import { parseAddress } from '@chancery/verify/ethereum/address'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Issuer } from '../../../src/issuers/confirm/did.ts'
import { fetchRegistry, findInRegistry, type RegistryOptions } from '../../../src/issuers/confirm/registry.ts'
import { multikey } from '../../support/issuers/didDocuments.ts'
import { type HttpsServer, startHttpsServer } from '../../support/issuers/httpsServer.ts'

const hex = '0x1245e5B64D785b25057f7438F715f4aA5D965733'
const address = parseAddress(hex) ?? expect.fail()
const didWeb = { did: 'did:web:Uni.example', name: 'University of Example', domain: 'UNI.example' }
const didKey = { did: `did:key:${multikey}`, name: 'Academy of Example' }
const wallet = { did: `did:pkh:eip155:137:${hex}`, name: 'School of Example' }
const ion = { did: 'did:ion:EiClkZMDxPKqC9c', name: 'College of Example' }

let server: HttpsServer
beforeAll(async () => {
  server = await startHttpsServer({ names: ['127.0.0.1'] })
})
beforeEach(() => {
  server.answer(listOf(didWeb, didKey, wallet, ion))
})

const listOf = (...issuers: unknown[]) => ({ registry: 'Ministry of Education', issuers })

function fetchList(options: Partial<RegistryOptions> = {}) {
  return fetchRegistry(`https://127.0.0.1:${server.port}/list.json?v=1`, { ca: server.ca, ...options })
}

async function registryOf(options?: Partial<RegistryOptions>) {
  const fetched = await fetchList(options)
  if (fetched.outcome !== 'found') throw new Error(JSON.stringify(fetched))
  return fetched.registry
}

describe('fetchRegistry', () => {
  it('reads the list', async () => {
    const registry = await registryOf()
    expect(registry).toMatchObject({ name: 'Ministry of Education', etag: null })
    expect(server.paths.at(-1)).toBe('/list.json?v=1')
  })

  it('does not read a list again that has not changed', async () => {
    server.answer(({ headers }, response) => {
      response.writeHead(headers['if-none-match'] === '"v1"' ? 304 : 200, { etag: '"v1"' })
      response.end(headers['if-none-match'] === '"v1"' ? undefined : JSON.stringify(listOf(didWeb)))
    })
    const { etag } = await registryOf()
    expect(etag).toBe('"v1"')
    expect(await fetchList({ etag })).toStrictEqual({ outcome: 'unchanged' })
    expect(await registryOf({ etag: '"v0"' })).toMatchObject({ etag: '"v1"' })
  })

  it.each<[string, Parameters<HttpsServer['answer']>[0], string]>([
    ['404', 404, 'Status: 404.'],
    ['500', 500, 'Status: 500.'],
    ['a redirect', 302, 'Status: 302.'],
    ['304 without If-None-Match', 304, 'Status: 304.'],
    ['a page', '<!doctype html>', 'It is not JSON.'],
    ['no list', {}, 'registry: This field is required.'],
    ['a list without issuers', { registry: 'Ministry' }, 'issuers: It must be a list.'],
    [
      'a million entries',
      { registry: 'Ministry', issuers: Array(1_000_000).fill(0) },
      'issuers: It may have at most 100000 entries.',
    ],
    ['an entry without a name', listOf(didWeb, { did: didKey.did }), 'issuers.1.name: This field is required.'],
    ['an empty name', listOf({ ...didWeb, name: ' ' }), 'issuers.0.name: '],
    [
      'a name that turns around',
      listOf({ ...didWeb, name: 'a\u202eb' }),
      'issuers.0.name: It contains direction marks without their end, or overrides of the direction.',
    ],
    ['no DID', listOf({ ...didWeb, did: 'uni.example' }), 'issuers.0.did: It is not a DID.'],
    ['a DID URL', listOf({ ...didWeb, did: 'did:web:uni.example#key-1' }), 'issuers.0.did: It is not a DID.'],
    [
      'a hosting company’s domain',
      listOf({ ...didWeb, domain: 'uni.github.io' }),
      'issuers.0.domain: A hosting company',
    ],
    ['a DID twice', listOf(didWeb, { ...didWeb, did: 'did:web:uni.example' }), 'issuers.1.did: It is listed twice.'],
    [
      'an address twice',
      listOf(wallet, { ...wallet, did: wallet.did.toLowerCase() }),
      'issuers.1.did: It is listed twice.',
    ],
    ['more than 5 MB', Buffer.alloc(5 * 1024 ** 2 + 1, ' '), 'It may have at most 5 MB.'],
  ])('is unavailable when the registry sends %s', async (_what, answer, text) => {
    server.answer(answer)
    expect(await fetchList()).toMatchObject({ outcome: 'unavailable', message: expect.stringContaining(text) })
  })

  it('reads thousands of entries', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ did: `did:web:u${i}.example`, name: `University ${i}` }))
    server.answer(listOf(...many))
    expect((await registryOf()).entries.size).toBe(5000)
  })

  it('reads 5 MB', async () => {
    server.answer(JSON.stringify(listOf(didWeb)).padEnd(5 * 1024 ** 2))
    expect(await registryOf()).toMatchObject({ name: 'Ministry of Education' })
  })

  it('accepts fields that it does not know', async () => {
    server.answer({ ...listOf({ ...didWeb, country: 'DE' }), version: 2 })
    expect((await registryOf()).entries.size).toBe(1)
  })

  it('does not trust an unknown authority', async () => {
    expect(await fetchList({ ca: undefined })).toMatchObject({ outcome: 'unavailable', reason: 'tls' })
  })

  it('is unavailable when the registry is silent', async () => {
    server.answer(() => {})
    expect(await fetchList({ timeoutMs: 300 })).toMatchObject({ outcome: 'unavailable', reason: 'timeout' })
  })

  it('is unavailable when its name has no address', async () => {
    const lookup: RegistryOptions['lookup'] = (_name, _options, answer) => {
      answer(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), [])
    }
    expect(await fetchRegistry('https://registry.example/', { lookup })).toMatchObject({
      outcome: 'unavailable',
      message: expect.stringContaining('ENOTFOUND'),
    })
  })

  it('throws the reason of an abort', async () => {
    const stop = new AbortController()
    server.answer(() => stop.abort(new Error('The worker stops.')))
    await expect(fetchList({ signal: stop.signal })).rejects.toThrow('The worker stops.')
  })
})

describe('findInRegistry', () => {
  it.each<[Issuer, string | null]>([
    [{ did: 'did:web:uni.example' }, didWeb.name],
    [{ did: 'did:web:uni.example:Issuers:7' }, null],
    [{ did: didKey.did }, didKey.name],
    [{ did: didKey.did.replace('haXg', 'HaXg') }, null],
    [{ address }, wallet.name],
    [{ address, chainId: 137 }, wallet.name],
    [{ address, chainId: 1 }, null],
    [{ did: `did:pkh:eip155:137:${address}` }, wallet.name],
  ])('looks for %j', async (issuer, name) => {
    const found = findInRegistry(await registryOf(), issuer)
    expect(found).toMatchObject(
      name ? { outcome: 'found', entry: { name } } : { outcome: 'absent', reason: 'not_listed', nxdomain: false },
    )
  })

  it('gives the domain in normal form', async () => {
    const registry = await registryOf()
    expect(findInRegistry(registry, { did: didWeb.did })).toStrictEqual({
      outcome: 'found',
      entry: { did: didWeb.did, name: didWeb.name, domain: 'uni.example' },
    })
    expect(findInRegistry(registry, { did: didKey.did })).toMatchObject({ entry: { domain: null } })
  })

  it('does not find a wallet by did:ethr, which is for DNS only', async () => {
    server.answer(listOf({ did: `did:ethr:${hex}`, name: 'A' }))
    expect(findInRegistry(await registryOf(), { address })).toMatchObject({ outcome: 'absent' })
  })

  it('throws for a malformed DID', async () => {
    const registry = await registryOf()
    expect(() => findInRegistry(registry, { did: 'did:web:' })).toThrow(RangeError)
  })
})
