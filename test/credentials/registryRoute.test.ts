import { beforeAll, describe, expect, it } from 'vitest'
import { refreshRegistries } from '../../src/issuers/registries.ts'
import { type HttpsServer, startHttpsServer } from '../support/issuers/httpsServer.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'

const did = 'did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q'
const hours = (count: number) => new Date(Date.now() + count * 3_600_000)

let web: HttpsServer
let server: TestApp
let trustRegistries: string[]
const lists: Record<string, object> = {}
beforeAll(async () => {
  web = await startHttpsServer({ names: ['127.0.0.1'] })
  web.answer(({ url = '' }, response) => {
    response.writeHead(lists[url] ? 200 : 500).end(JSON.stringify(lists[url]))
  })
  trustRegistries = ['/first.json', '/second.json'].map((path) => `https://127.0.0.1:${web.port}${path}`)
  server = await startTestApp({ trustRegistries })
})

/** Publishes both lists. A null list is an outage. */
async function publish(first: object[] | null, second: object[] | null, at = hours(0)): Promise<void> {
  for (const [name, issuers] of Object.entries({ first, second })) {
    if (issuers) lists[`/${name}.json`] = { registry: `Ministry, ${name} list`, issuers }
    else delete lists[`/${name}.json`]
  }
  await refreshRegistries({ db: server.db, at, trustRegistries, registryCa: web.ca })
}

const listed = async (asked: string, of = server) =>
  (await of.http.get('/verify/registry').query({ did: asked }).expect(200)).body

describe('GET /verify/registry', () => {
  it('returns the name of the issuer in the first registry that lists it', async () => {
    await publish([], [{ did, name: 'University of Example', domain: 'uni.example' }])
    const second = { name: 'University of Example', registry: 'Ministry, second list', domain: 'uni.example' }
    expect(await listed(did)).toStrictEqual({ outcome: 'listed', ...second })
    await publish([{ did, name: 'Example, dean@uni.example' }], [{ did, name: 'University of Example' }])
    const first = { name: 'Example, …@uni.example', registry: 'Ministry, first list', domain: null }
    expect(await listed(did)).toStrictEqual({ outcome: 'listed', ...first })
  })

  it('finds a did:web whatever the case of its host', async () => {
    await publish([{ did: 'did:web:Uni.Example:physics', name: 'Physics' }], [])
    expect(await listed('did:web:uni.EXAMPLE:physics')).toMatchObject({ outcome: 'listed', name: 'Physics' })
    expect(await listed('did:web:uni.example:Physics')).toStrictEqual({ outcome: 'not_listed' })
  })

  it('returns not_listed if all lists are known and none names the issuer', async () => {
    await publish([], [])
    for (const other of [did, `${did}#key`, 'nonsense', '', 'did:key:%', "' OR true"])
      expect(await listed(other)).toStrictEqual({ outcome: 'not_listed' })
    expect((await server.http.get('/verify/registry').expect(200)).body).toStrictEqual({ outcome: 'not_listed' })
    expect(await listed(did, await startTestApp())).toStrictEqual({ outcome: 'not_listed' })
  })

  it('returns unavailable while a list is older than two days, unless another one names the issuer', async () => {
    await publish([], [], hours(-49))
    await publish([], null)
    expect(await listed(did)).toStrictEqual({ outcome: 'unavailable' })
    await publish([{ did, name: 'University of Example' }], null)
    expect(await listed(did)).toMatchObject({ outcome: 'listed', registry: 'Ministry, first list' })
    // What the old list says no longer counts.
    await publish([], [{ did, name: 'University of Example' }], hours(-49))
    await publish([], null)
    expect(await listed(did)).toStrictEqual({ outcome: 'unavailable' })
  })

  it('returns unavailable before the first list arrives', async () => {
    const fresh = await startTestApp({ trustRegistries: ['https://127.0.0.1:1/other.json'] })
    expect(await listed(did, fresh)).toStrictEqual({ outcome: 'unavailable' })
  })

  it('shares the limit of a client with GET /verify/fetch, and no other website can read it', async () => {
    const limited = await startTestApp({ verificationsPerMinute: 2 })
    await limited.http.get('/verify/fetch?url=').expect(400)
    const { headers } = await limited.http.get('/verify/registry').query({ did }).expect(200)
    expect(headers['access-control-allow-origin']).toBeUndefined()
    await limited.http.get('/verify/registry').query({ did }).expect(429)
  })
})
