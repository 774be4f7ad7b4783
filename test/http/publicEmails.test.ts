import { beforeAll, expect, it } from 'vitest'
import { ensureUnsubscribeKey } from '../../src/mail/queries.ts'
import { unsubscribeToken } from '../../src/mail/unsubscribe.ts'
import { withRoutes } from '../support/hostile/hostileRoutes.ts'
import { confirmSite, confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { newSite, startTestApp } from '../support/server/app.ts'
import { createSigned } from '../support/wallet/signedCertificates.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// No public answer contains an email of a person. Each text of each kind of object contains one here. Institutions
// publish their contact address themselves (`email` of a site), so it is not masked.

const SECRET = 'ada.lovelace'
const email = `${SECRET}@mail.example`
const text = `Ask ${email}, or <mailto:${email}>`
const link = `https://mail.example/?to=${SECRET}%40mail.example&cc=${email}`

const registry = 'https://registry.example/issuers.json'
const key = '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'
const config = {
  ...{ publicUrl: 'https://certs.example', secretsKey: new Uint8Array(32).fill(1), trustRegistries: [registry] },
  ...{ issuerKeys: new Map([[1, key] as const]), metricsToken: 'token-of-prometheus' },
}
const { app: server, routes } = await withRoutes(() => startTestApp(config))
const [holder, issuer] = [newWallet(), newWallet()]

/** Returns what a route may ask for, by the parameters in its path. */
let params: Record<string, string[]>

beforeAll(async () => {
  const { db } = server
  const site = await newSite(db)
  const ask = (method: 'post' | 'patch', path: string, body: object) =>
    server.http[method](`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)
  const post = async (path: string, body: object = {}) => (await ask('post', path, body)).body
  await db.prisma.site.update({
    where: { id: site.id },
    data: { name: text, legalName: text, description: text, link, logo: link, country: 'PT' },
  })
  const course = await post('/courses', { name: text, description: text, link })
  const person = { name: text, email, password: 'p', roleAlias: 'learner', eth_address: holder.address, bio: text }
  const user = await post('/users', person)
  const issue = async () => {
    const facts = { userId: user.id, name: text, description: text }
    return (await post(`/courses/${course.id}/certificates`, facts)).id
  }
  const [open, encrypted, revoked, plain] = [await issue(), await issue(), await issue(), await issue()]
  const published: string[] = []
  for (const [id, query] of [
    [open, ''],
    [encrypted, '?encrypt=true'],
    [revoked, ''],
  ] as const)
    published.push((await post(`/certificates/${id}/publish${query}`)).certificateId)
  await post(`/certificates/${revoked}/revoke`, { reason: text })
  await ask('patch', `/certificates/${plain}`, { imageUrl: link })
  await confirmSite(db, site.id)
  await confirmWallet(db, issuer.address)

  const stated = {
    ...{ institution_title: text, institution_link: link, program_title: text, certificate_title: text },
    ...{ course_link: link, holder_name: text, skills: [text], industries: [text] },
  }
  const signed = [
    await createSigned(server, issuer, holder, stated),
    await createSigned(server, issuer, holder, stated),
  ]
  const [, withdrawn = ''] = signed
  await server.http
    .post(`/api/v1/certificates/${withdrawn}/revoke/`)
    .set(issuer.headers)
    .send(issuer.signRevocation({ certificate: withdrawn, reason: text }))
    .expect(200)
  await db.prisma.wallet.updateMany({ data: { name: text } })
  await db.prisma.issuer.updateMany({ data: { name: text, link } })
  const [verifier, one] = [newWallet(), await db.prisma.issuer.findFirstOrThrow({ where: { walletId: { not: null } } })]
  await db.prisma.attestation.create({
    data: {
      ...{
        state: 'revoked',
        verifierType: 'academy',
        grantedToType: 'learner',
        createdAt: new Date(),
        modifiedAt: new Date(),
      },
      certificate: { connect: { id: signed[0] ?? '' } },
      verifier: { create: { address: verifier.address, name: text } },
    },
  })
  await db.prisma.confirmation.create({
    data: {
      ...{ issuerId: one.id, way: 'registry', source: registry, registryName: text, listedName: text },
      ...{ claimedAt: new Date(), confirmedAt: new Date(), lastSeenAt: new Date() },
    },
  })
  const courseIds = (await db.prisma.courseCertificate.findMany()).map(({ publicId }) => publicId)
  const ids = [...courseIds, ...published, ...signed]
  expect(ids).toHaveLength(9)
  const { publicId } = await db.prisma.courseCertificate.findUniqueOrThrow({ where: { id: open } })
  const offers = await Promise.all(
    [publicId, published[1]].map((of) => server.http.post(`/verify/${of}/offers`).expect(303)),
  )
  const tokens = offers.map(({ headers }) => new URL(headers.location ?? '').pathname.split('/').at(-1) ?? '')
  const mailKey = await ensureUnsubscribeKey(db, new Uint8Array(32).fill(2))
  const files = ids.map((id) => `${id}-0`)
  params = {
    ...{ id: [...ids, `${site.id}`], publicId: ids, issuer: [`${site.id}`, issuer.address, verifier.address] },
    ...{ address: [issuer.address, holder.address], file: files.flatMap((file) => [`${file}.png`, `${file}.pdf`]) },
    ...{ cid: (await db.prisma.walletCertificate.findMany()).map(({ ipfsHash }) => ipfsHash) },
    ...{ version: [server.app.assetsVersion], verificationId: ids, site: [`${site.id}`], number: ['1'] },
    ...{ token: [...tokens, unsubscribeToken(mailKey, { siteId: site.id, userId: user.id })] },
  }
})

/** Paths with every choice of parameters, without a query and with one. */
function pathsOf(url: string): string[] {
  const [, name] = /:(\w+)/.exec(url) ?? []
  if (name)
    return (params[name] ?? expect.fail(`Which ${name}?`)).flatMap((value) => pathsOf(url.replace(`:${name}`, value)))
  const lists = [`?eth_address=${holder.address}`, `?number=${params.publicId?.[0]}`]
  return [url, ...lists.map((query) => url + query)]
}

/** Returns the secrets in a text, with what surrounds them. */
function around(said: string): string[] {
  // The expression takes much longer than this search, and most answers have no secret.
  return said.includes(SECRET) ? (said.match(new RegExp(`.{0,60}${SECRET}.{0,20}`, 'g')) ?? []) : []
}

it('masks emails in every public answer, for strangers and other wallets', { timeout: 240_000 }, async () => {
  const open = routes.filter(
    ({ method, url }) => method === 'GET' && !url.startsWith('/openapi/') && !url.endsWith('*'),
  )
  expect(open.length).toBeGreaterThan(25)
  const shown = new Set<string>()
  const stranger = newWallet().headers
  for (const { url } of open) {
    const isApi = url.startsWith('/api/')
    const hasPages = url === '/' || url.startsWith('/verify') || /^\/(issuers|offers|unsubscribe)/.test(url)
    for (const path of pathsOf(url)) {
      for (const headers of [{ accept: 'application/json' }, ...(hasPages ? [{}] : []), ...(isApi ? [stranger] : [])]) {
        const answer = await server.http.get(path).set(headers).redirects(0).buffer(true)
        const said = `${answer.text ?? ''}${Buffer.isBuffer(answer.body) ? answer.body.toString('latin1') : ''}`
        expect(around(said), path).toStrictEqual([])
        expect(JSON.stringify(answer.headers)).not.toContain(SECRET)
        if (said.includes('mail.example')) shown.add(url)
      }
    }
  }
  // These show the rest of the texts, so that the test fails if they show none.
  const showing = [
    ...['/api/v1/certificates/:id/', '/api/v1/certificates/', '/api/v1/certificates/get_certificates_by_learner/'],
    ...['/verify/:publicId', '/verify/:publicId.json', '/api/v1/issuers/:address/', '/issuers/:issuer'],
    '/issuers/:issuer.json',
  ]
  expect([...shown]).toStrictEqual(expect.arrayContaining(showing))
})

it('shows them to the holder and the issuer of a certificate', async () => {
  const [id = ''] = params.publicId?.slice(-2) ?? []
  const list = `/api/v1/certificates/?eth_address=${holder.address}`
  for (const reader of [holder, issuer]) {
    const own = await server.http.get(`/api/v1/certificates/${id}/`).set(reader.headers).expect(200)
    expect(own.body).toMatchObject({ holder_names: text, institution_link: link, skills: [{ name: text }] })
    const listed = (await server.http.get(list).set(reader.headers).expect(200)).body
    const masked = listed.filter(({ certificate_title }: { certificate_title: string }) => certificate_title !== text)
    expect(listed.length).toBe(5)
    expect(masked.length).toBe(reader === holder ? 0 : 3)
  }
})
