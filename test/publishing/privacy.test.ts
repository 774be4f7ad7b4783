import { randomUUID } from 'node:crypto'
import { fromNumber, toNumber } from '@chancery/verify/certificateNumber'
import { beforeAll, describe, expect, it } from 'vitest'
import type { IssuerKey } from '../../src/chain/keys/issuerKey.ts'
import { withChecksum } from '../../src/core/storedSecrets.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'
import { newWallet, type TestWallet } from '../support/wallet/wallets.ts'

const issuerKey: IssuerKey = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'

let server: TestApp
let site: TestSite
beforeAll(async () => {
  server = await startTestApp({ issuerKeys: new Map([[1, issuerKey]]) })
  site = await newSite(server.db)
})

/** What happens to a certificate before the next one replaces it. */
const acts = ['open', 'encrypted', 'unpublished', 'open, then deleted', 'encrypted, then deleted'] as const
type Act = (typeof acts)[number]

const settings = ['open', 'encrypted'] as const
type Setting = (typeof settings)[number]

type Made = { act: Act; secrets: string[]; publicId: string; published: string | null; encrypted: boolean }

const lms = (method: 'post' | 'patch', path: string, body: object = {}) =>
  server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)

/** Issues certificates that replace each other, each with its own facts. `set` changes the setting of their course. */
async function makeChain(chain: Act[]) {
  const wallet = newWallet()
  const learner = { name: 'First', email: `${randomUUID()}@example.com`, roleAlias: 'learner', password: 'a password' }
  const { body: user } = await lms('post', '/users', { ...learner, eth_address: wallet.address }).expect(201)
  const { body: course } = await lms('post', '/courses', { name: 'Astronomy' }).expect(201)
  const made: Made[] = []
  let path = `/courses/${course.id}/certificates`
  for (const act of chain) {
    const { id, ...one } = await make({ path, userId: user.id, act, wallet })
    path = `/certificates/${id}/reissue`
    made.push(one)
  }
  const set = (setting: Setting) => lms('patch', `/courses/${course.id}`, { publishing: setting }).expect(200)
  return { wallet, made, set }
}

type Making = { path: string; userId: string; act: Act; wallet: TestWallet }

async function make({ path, userId, act, wallet }: Making): Promise<Made & { id: number }> {
  const [name, description, picture] = ['Name', 'About', 'picture'].map((text) => `${text}-${randomUUID().slice(0, 8)}`)
  const facts = { description, imageUrl: `https://pictures.example/${picture}.png` }
  await lms('patch', `/users/${userId}`, { name }).expect(200)
  const { body } = await lms('post', path, path.endsWith('reissue') ? facts : { userId, ...facts }).expect(201)
  const { id, publicId } = body
  const encrypted = act.startsWith('encrypted')
  const published = act === 'unpublished' ? null : await publish(id, encrypted)
  if (published && act.endsWith('deleted')) {
    await server.http.post(`/api/v1/certificates/${published}/delete_by_id/`).set(wallet.headers).expect(200)
  }
  const secrets = [name ?? '', description ?? '', picture ?? '', publicId, toNumber(publicId)]
  return { id, act, secrets, publicId, published, encrypted }
}

async function publish(id: number, encrypt: boolean): Promise<string> {
  return (await lms('post', `/certificates/${id}/publish?encrypt=${encrypt}`).expect(200)).body.certificateId
}

/** Opens everything that the public list of a wallet leads to. Returns all texts by their addresses. */
async function crawl(wallet: string): Promise<Map<string, string>> {
  const start = [
    `/api/v1/certificates/get_certificates_by_learner/?eth_address=${wallet}`,
    `/api/v1/certificates/?eth_address=${wallet}`,
    `/issuers/${wallet}.json`,
  ]
  const texts = new Map<string, string>()
  for (let paths = start; paths.length > 0; ) {
    const answers = await Promise.all(paths.map((path) => server.http.get(path)))
    for (const [index, answer] of answers.entries()) {
      const path = paths[index] ?? ''
      expect(answer.status, path).toBeLessThan(500)
      texts.set(path, `${answer.headers.location} ${answer.text ?? ''}`)
    }
    const found = new Set([...texts.values()].flatMap((text) => [...idsIn(text)].flatMap(addressesOf)))
    paths = [...found].filter((path) => !texts.has(path))
  }
  return texts
}

function idsIn(text: string): Set<string> {
  const ids = text.match(/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g) ?? []
  const numbers = text.match(/\b[0-9A-Z]{5}(-[0-9A-Z]{5}){3}-[0-9A-Z]{6}\b/g) ?? []
  return new Set([...ids, ...numbers.flatMap((number) => fromNumber(number) ?? [])])
}

function addressesOf(id: string): string[] {
  const pages = [`/verify/${id}`, `/verify/${id}.json`, `/verify/${id}/bundle.json`, `/verify/${id}/credential.json`]
  return [...pages, `/verify?number=${toNumber(id)}`, `/api/v1/certificates/${id}/`]
}

/** Makes one chain for both settings, because the server publishes none of it meanwhile. */
async function expectPrivate(chain: Act[]) {
  const { wallet, made, set } = await makeChain(chain)
  for (const setting of settings) {
    await set(setting)
    const texts = await crawl(wallet.address)
    const isPrivate = ({ act, encrypted }: Made) => encrypted || (act === 'unpublished' && setting === 'encrypted')
    for (const one of made) {
      if (one.published && !one.act.endsWith('deleted')) expect([...texts.keys()]).toContain(`/verify/${one.published}`)
      if (!isPrivate(one)) continue
      for (const [path, text] of texts) {
        for (const secret of one.secrets)
          expect(text, `${chain.join(' → ')} (${setting}): ${path}`).not.toContain(secret)
      }
    }
  }
}

describe('public answers that the list of a wallet leads to', () => {
  it.each(acts)('hide private certificates and their replacements (first: %s)', async (first) => {
    await Promise.all(acts.map((second) => expectPrivate([first, second])))
  })

  it.each(['open', 'encrypted', 'unpublished'] as const)(
    'hide private certificates behind another one (%s)',
    async (middle) => {
      const chains: Act[][] = [
        ['open', middle, 'encrypted'],
        ['open', middle, 'unpublished', 'encrypted'],
        ...(middle === 'open' ? [['encrypted', 'open', 'encrypted'] as Act[]] : []),
      ]
      await Promise.all(chains.map(expectPrivate))
    },
  )
})

describe('link to the replacement', () => {
  const linkOf = async (id: string) =>
    (await server.http.get(`/verify/${id}.json`).expect(200)).body.certificate.replacedBy

  it.each<[Act, Act, Setting, (made: Made[]) => [ofCourse: string | null, ofWallet: string | null]]>([
    ['open', 'open', 'open', ([, next]) => [next?.publicId ?? null, next?.published ?? null]],
    ['open', 'encrypted', 'encrypted', ([, next]) => [next?.published ?? null, next?.published ?? null]],
    ['encrypted', 'encrypted', 'encrypted', ([, next]) => [next?.publicId ?? null, next?.published ?? null]],
    ['encrypted', 'open', 'open', ([, next]) => [next?.publicId ?? null, next?.published ?? null]],
    ['encrypted', 'unpublished', 'encrypted', ([, next]) => [next?.publicId ?? null, null]],
    ['open', 'unpublished', 'open', ([, next]) => [next?.publicId ?? null, null]],
    ['open', 'unpublished', 'encrypted', () => [null, null]],
    ['open', 'open, then deleted', 'open', () => [null, null]],
  ])('of a certificate that is %s, replaced by one that is %s (course: %s)', async (one, other, setting, expected) => {
    const { made, set } = await makeChain([one, other])
    await set(setting)
    const [first] = made
    const links = [await linkOf(first?.publicId ?? ''), await linkOf(first?.published ?? '')]
    expect(links).toStrictEqual(expected(made))
  })
})

describe('public answers of an encrypted certificate', () => {
  it('have no picture, PDF or checksum, and neither name nor description of the holder', async () => {
    const { made, set } = await makeChain(['encrypted'])
    await set('encrypted')
    const id = made[0]?.published ?? ''
    await server.http.get(`/images/${id}-0.png`).expect(404)
    await server.http.get(`/documents/${id}-0.pdf`).expect(404)
    const row = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })
    const { checksum } = withChecksum(server.db.secrets, row)
    expect(checksum).toMatch(/^[0-9a-f]{64}$/)
    const secrets = [...(made[0]?.secrets ?? []), `${checksum}`]
    for (const path of addressesOf(id)) {
      const { text } = await server.http.get(path)
      for (const secret of secrets) expect(text, path).not.toContain(secret)
    }
  })

  it('state what was certified, when and by which issuer', async () => {
    const { made, set } = await makeChain(['encrypted'])
    await set('encrypted')
    const id = made[0]?.published ?? ''
    const { body: json } = await server.http.get(`/verify/${id}.json`).expect(200)
    expect(json).toMatchObject({
      verdict: 'valid',
      certificate: {
        ...{ title: 'Course Completion Certificate', program: 'Astronomy', achievedAt: expect.any(String) },
        ...{ description: null, holder: { name: null }, issuer: { name: 'Test site' } },
      },
    })
    const { body: bundle } = await server.http.get(`/verify/${id}/bundle.json`).expect(200)
    const names = bundle.certificate.facts.map(({ name = 'hidden' }: { name?: string }) => name)
    expect(names).toStrictEqual([
      ...['institution_title', 'institution_link', 'program_title', 'certificate_title', 'hidden', 'granted_to'],
      ...['hidden', 'achieved_at', 'checksum'],
    ])
    expect(bundle.certificate.facts.at(-1)).not.toHaveProperty('value')
  })
})
