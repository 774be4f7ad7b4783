import { codes, languages } from '@chancery/verify/texts/languages'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { registerWallet } from '../../../src/core/wallets.ts'
import type { ConfirmationWay, Issuer, Prisma } from '../../../src/database/prisma/client.ts'
import { skeletonOf } from '../../../src/issuers/skeleton.ts'
import { CONFIRMED_SINCE, confirmSite, confirmWallet } from '../../support/issuers/confirmedIssuers.ts'
import { type DnsServer, startDnsServer } from '../../support/issuers/dnsServer.ts'
import { issueStating, missingDocument } from '../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../support/server/app.ts'
import { jobsOf } from '../../support/server/jobs.ts'
import { attest } from '../../support/wallet/attest.ts'
import { createSigned } from '../../support/wallet/signedCertificates.ts'
import { newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

const HARVARD = 'Harvard University'
const REGISTRY = 'https://register.example/list.json'
const REGISTER = 'Register of Example'
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const { verdicts, advice, messages, page: words, formats } = languages.en

/** Time of all pages. Later than every certificate that these tests create. */
const now = new Date(Date.now() + HOUR_MS)
const daysAgo = (days: number) => new Date(now.getTime() - days * DAY_MS)

let server: TestApp
let dns: DnsServer
const logged: string[] = []

beforeAll(async () => {
  dns = await startDnsServer()
  const verificationContract = `0x${'ab'.repeat(20)}` as const
  server = await startTestApp(
    {
      ...{ publicUrl: 'https://certs.example', dnsServers: [dns.address], trustRegistries: [REGISTRY] },
      verificationContract,
    },
    (line) => logged.push(line),
  )
  server.setNow(now)
  await server.db.prisma.registry.create({ data: { url: REGISTRY, name: REGISTER, fetchedAt: now } })
})

/** Creates a certificate that a new wallet signs under this name. */
async function ofWallet(name = HARVARD, more: object = {}) {
  const wallet = newWallet()
  const holder = newWallet()
  return { wallet, holder, id: await createSigned(server, wallet, holder, { institution_title: name, ...more }) }
}

async function ofSite(name = HARVARD) {
  const { id: siteId } = await newSite(server.db)
  await server.db.prisma.site.update({ where: { id: siteId }, data: { name } })
  const { publicId } = await issueStating(server, siteId)
  return { siteId, id: publicId }
}

type Confirming = {
  way?: ConfirmationWay
  source?: string
  listedName?: string
  lastSeenAt?: Date
  endedAt?: Date | null
}

/** Stores what a source says about a wallet. */
async function confirm(
  { address }: Pick<TestWallet, 'address'>,
  { way = 'dns', source = 'uni.example', listedName, lastSeenAt = daysAgo(1), endedAt = null }: Confirming = {},
): Promise<void> {
  const issuerId = (await issuerRow(address)).id
  const times = { claimedAt: CONFIRMED_SINCE, confirmedAt: CONFIRMED_SINCE, lastSeenAt, endedAt }
  const names = way === 'registry' ? { registryName: REGISTER, listedName: listedName ?? HARVARD } : {}
  await server.db.prisma.confirmation.create({ data: { issuerId, way, source, ...names, ...times } })
}

async function issuerRow(address: string, changes: Partial<Prisma.IssuerUncheckedCreateInput> = {}): Promise<Issuer> {
  const { id: walletId } = await registerWallet(server.db.prisma, address as `0x${string}`)
  return server.db.prisma.issuer.upsert({
    where: { walletId },
    create: { walletId, ...changes },
    update: changes,
  })
}

type Node = DefaultTreeAdapterTypes.ChildNode

/** Returns the text of a page that readers see, each element's text on a line of its own except in sentences. */
function visibleText(page: string): string {
  let text = ''
  const visit = (node: Node) => {
    if (['head', 'script', 'style', 'svg'].includes(node.nodeName)) return
    if (node.nodeName === '#text' && 'value' in node) text += node.value
    if ('childNodes' in node) node.childNodes.forEach(visit)
    if (['p', 'li', 'div', 'h1', 'dd', 'dt', 'bdi'].includes(node.nodeName)) text += '\n'
  }
  parse(page).childNodes.forEach(visit)
  return text
}

/** Returns what a page and its JSON show. Expects both to give the same verdict. */
async function shown(id: string, lang = 'en') {
  const { text } = await server.http.get(`/verify/${id}?lang=${lang}`).set('Accept', 'text/html').expect(200)
  const { body } = await server.http.get(`/verify/${id}.json?lang=${lang}`).expect(200)
  const heading = /<h1[^>]*>(.*?)<\/h1>/.exec(text)?.[1]?.replace(/<[^>]+>/g, '')
  expect(heading).toBe(body.message)
  const status = async (path: string) => (await server.http.get(path).buffer(true)).status
  return {
    ...{ text, body, verdict: body.verdict, message: body.message, advice: body.advice, issuer: body.issuer },
    visible: visibleText(text),
    identity: body.checks.find(({ check }: { check: string }) => check === 'identity'),
    style: /<section class="verdict (\w+)"/.exec(text)?.[1],
    has: {
      picture: text.includes(`<img src="/images/${id}-0.png"`),
      preview: text.includes(`property="og:image" content="https://certs.example/images/${id}-0.png"`),
      card: /name="twitter:card" content="(\w+)"/.exec(text)?.[1],
      qr: text.includes('<svg class="qr"'),
    },
    async files() {
      return [await status(`/images/${id}-0.png`), await status(`/documents/${id}-0.pdf`)]
    },
  }
}

const lent = { picture: true, preview: true, card: 'summary_large_image', qr: true }
const notLent = { picture: false, preview: false, card: 'summary', qr: false }
const nobody = { domain: null, confirmedBy: null, confirmedSince: null, lastChecked: null, nameConfirmed: false }
const confirmedSince = CONFIRMED_SINCE.toISOString()
const byDomain = { domain: 'uni.example', confirmedSince, lastChecked: daysAgo(1).toISOString(), nameConfirmed: false }

type Expected = {
  verdict: string
  style: string
  message: string
  advice: string | null
  code: string
  issuer: object
  has: typeof lent | typeof notLent
  files: number[]
}

const amber = {
  ...{ verdict: 'issuer_not_confirmed', style: 'warning', message: verdicts.issuer_not_confirmed, issuer: nobody },
  ...{ advice: advice.issuer_not_confirmed(HARVARD), has: notLent, files: [404, 404] },
}
const green = { verdict: 'valid', style: 'passed', advice: null, has: lent, files: [200, 200] }

const table: [string, () => Promise<string>, Expected][] = [
  ['nobody', async () => (await ofWallet()).id, { ...amber, code: 'identity.none' }],
  [
    'a domain by DNS',
    async () => {
      const { wallet, id } = await ofWallet()
      await confirm(wallet)
      return id
    },
    {
      ...{ ...green, message: verdicts.domain('uni.example'), code: 'identity.domain' },
      issuer: { ...byDomain, confirmedBy: 'dns' },
    },
  ],
  [
    'a domain by its did:web document',
    async () => {
      const { wallet, id } = await ofWallet()
      await confirm(wallet, { way: 'did_web' })
      return id
    },
    {
      ...{ ...green, message: verdicts.domain('uni.example'), code: 'identity.domain' },
      issuer: { ...byDomain, confirmedBy: 'did_web' },
    },
  ],
  [
    // A did:web with a path confirms nothing, so only the claim is stored.
    'a did:web with a path only',
    async () => {
      const { wallet, id } = await ofWallet()
      const claim = { domain: 'host.example', claimedAt: now, signedAt: now, signatureChainId: 1n }
      await issuerRow(wallet.address, { ...claim, signature: new Uint8Array(65), checkedAt: now })
      return id
    },
    { ...amber, code: 'identity.none' },
  ],
  [
    'the operator of this server',
    async () => (await ofSite()).id,
    {
      ...{ ...green, message: verdicts.operator(HARVARD, 'certs.example'), code: 'identity.operator' },
      issuer: { ...nobody, confirmedBy: 'operator' },
    },
  ],
  [
    'a registry',
    async () => {
      const { wallet, id } = await ofWallet()
      await confirm(wallet, { way: 'registry', source: REGISTRY })
      return id
    },
    {
      ...{ ...green, message: verdicts.registry(HARVARD, REGISTER), code: 'identity.registry' },
      issuer: { ...byDomain, domain: null, confirmedBy: 'registry', nameConfirmed: true },
    },
  ],
  [
    'a domain that no longer does',
    async () => {
      const { wallet, id } = await ofWallet()
      await confirm(wallet, { endedAt: daysAgo(2) })
      return id
    },
    { ...amber, advice: advice.issuer_not_confirmed_unnamed, code: 'identity.lapsed' },
  ],
  [
    'a domain that no longer does, for a site of this server',
    async () => {
      const { siteId, id } = await ofSite()
      await confirmSite(server.db, siteId)
      await server.db.prisma.confirmation.updateMany({ where: { issuer: { siteId } }, data: { endedAt: daysAgo(2) } })
      return id
    },
    { ...amber, advice: advice.issuer_not_confirmed_unnamed, code: 'identity.lapsed' },
  ],
  [
    'the operator, who released the site from a domain that no longer does',
    async () => {
      const { siteId, id } = await ofSite()
      await confirmSite(server.db, siteId)
      await server.db.prisma.confirmation.updateMany({ where: { issuer: { siteId } }, data: { endedAt: daysAgo(2) } })
      await server.db.prisma.issuer.update({ where: { siteId }, data: { releasedAt: daysAgo(1) } })
      return id
    },
    {
      ...{ ...green, message: verdicts.operator(HARVARD, 'certs.example'), code: 'identity.operator' },
      issuer: { ...nobody, confirmedBy: 'operator' },
    },
  ],
  [
    'a domain that has been silent for eight days',
    async () => {
      const { wallet, id } = await ofWallet()
      await confirm(wallet, { lastSeenAt: daysAgo(8) })
      return id
    },
    {
      ...{ verdict: 'not_checked', style: 'unknown', message: verdicts.not_checked, code: 'identity.silent' },
      ...{ advice: advice.not_checked(languages.en.checks.identity), issuer: nobody, has: lent, files: [200, 200] },
    },
  ],
  [
    'a domain, but the operator blocked it',
    async () => {
      const { wallet, id } = await ofWallet()
      await confirm(wallet)
      await issuerRow(wallet.address, { blockedAt: daysAgo(1) })
      return id
    },
    { ...amber, code: 'identity.blocked' },
  ],
  [
    'the operator, who blocked it',
    async () => {
      const { siteId, id } = await ofSite()
      await server.db.prisma.issuer.upsert({
        ...{ where: { siteId }, create: { siteId, blockedAt: daysAgo(1) }, update: { blockedAt: daysAgo(1) } },
      })
      return id
    },
    { ...amber, code: 'identity.blocked' },
  ],
]

describe('GET /verify/{public id} of an issuer', () => {
  it.each(table)('that is confirmed by %s shows it on the page, in JSON and in files', async (_, prepare, expected) => {
    const seen = await shown(await prepare())
    const { verdict, style, message, advice, has } = seen
    expect({ verdict, style, message, advice, has, code: seen.identity.code, files: await seen.files() }).toStrictEqual(
      {
        ...{ verdict: expected.verdict, style: expected.style, message: expected.message, advice: expected.advice },
        ...{ has: expected.has, code: expected.code, files: expected.files },
      },
    )
    expect(seen.issuer).toMatchObject({ name: HARVARD, ...expected.issuer })
    expect(seen.body).toMatchObject({ attestedBy: [], testServer: false })
    // The verdict contains the sentence about the issuer, and the row of the check has the same look.
    expect(seen.visible.split(seen.identity.message)).toHaveLength(3)
    expect(seen.visible).toContain(words.compareName)
    const look = { passed: 'passed', failed: 'warning', unknown: 'unknown' }[seen.identity.outcome as string]
    expect(seen.text).toMatch(new RegExp(`<li class="${look}">.*<h3>${languages.en.checks.identity} `))
  })

  it('names since when and until when a domain confirmed it, and whether the certificate was received then', async () => {
    const { wallet, id } = await ofWallet()
    await confirm(wallet, { endedAt: daysAgo(2) })
    const until = formats.date(daysAgo(2))
    const lapsed = `uni.example confirmed this issuer from 3 May 2026 to ${until}. It no longer does.`
    expect((await shown(id)).identity.message).toBe(lapsed)
    const receivedAt = daysAgo(5)
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { createdAt: receivedAt } })
    expect((await shown(id)).identity.message).toBe(
      `${lapsed} This server received the certificate in that time, on ${formats.date(receivedAt)}.`,
    )
  })

  it('shows issuer_not_confirmed if its document is unavailable too, and names both', async () => {
    const { hash } = missingDocument() ?? expect.fail('There is one.')
    const { id } = await ofWallet(HARVARD, { ipfs_hash: hash })
    const { verdict, message, visible, files } = await shown(id)
    expect([verdict, message]).toStrictEqual(['issuer_not_confirmed', verdicts.issuer_not_confirmed])
    expect(visible).toContain(messages['document.missing']())
    expect(visible).toContain(messages['identity.none']({ name: HARVARD }))
    expect(await files()).toStrictEqual([404, 404])
  })

  it('says that the issuer and the holder are the same wallet', async () => {
    const wallet = newWallet()
    const own = await createSigned(server, wallet, wallet, { institution_title: HARVARD })
    expect((await shown(own)).visible).toContain(words.ownHolder)
    expect((await shown((await ofWallet()).id)).visible).not.toContain(words.ownHolder)
  })

  it('judges what was received before the key was compromised, and nothing later', async () => {
    const { wallet, id } = await ofWallet()
    await confirm(wallet)
    const { createdAt } = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })
    await issuerRow(wallet.address, { compromisedAt: new Date(createdAt.getTime() + 1) })
    expect(await shown(id)).toMatchObject({ verdict: 'valid', message: verdicts.domain('uni.example') })
    await issuerRow(wallet.address, { compromisedAt: createdAt })
    // The issuer chooses `issued_at`; it does not count.
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { issuedAt: new Date('2020-01-01') } })
    const { verdict, style, message, advice: hint, visible } = await shown(id)
    expect([verdict, style, message, hint]).toStrictEqual([
      ...['not_valid', 'failed', verdicts.compromised, advice.not_valid],
    ])
    expect(visible).toContain(messages['issuer.compromised']({ address: wallet.address, at: createdAt }))
  })

  it('says that a domain confirms several issuers, and that it confirmed another one before', async () => {
    const source = 'vendor.example'
    const [former, other, last] = [await ofWallet(), await ofWallet('Another name'), await ofWallet('A third name')]
    for (const { wallet } of [former, other, last]) await confirm(wallet, { source })
    const several = 'vendor.example confirms 3 issuers. It does not confirm their names.'
    const before = 'vendor.example confirmed another issuer before.'
    const { verdict, visible } = await shown(last.id)
    expect(verdict).toBe('valid')
    expect(visible).toContain(several)
    expect(visible).not.toContain(before)

    const where = { source }
    await server.db.prisma.confirmation.updateMany({
      where: { ...where, issuer: { wallet: { address: former.wallet.address } } },
      data: { endedAt: daysAgo(3) },
    })
    // The next lookup of the others counts again.
    await server.db.prisma.confirmation.updateMany({ where: { ...where, endedAt: null }, data: { lastSeenAt: now } })
    const after = await shown(last.id)
    expect(after.visible).toContain(before)
    expect(after.visible).toContain('vendor.example confirms 2 issuers.')
  })
})

describe('name of an issuer', () => {
  it.each(codes)('stands nowhere unmarked, after the domain that confirms the issuer (%s)', async (code) => {
    const { wallet, id } = await ofWallet()
    await confirm(wallet, { source: 'cheap.example' })
    const { page } = languages[code]
    const { body, message, visible, text, issuer } = await shown(id, code)
    expect(body).toMatchObject({ verdict: 'valid', message: languages[code].verdicts.domain('cheap.example') })
    expect(issuer).toMatchObject({ name: HARVARD, nameConfirmed: false, domain: 'cheap.example' })
    expect(Object.keys(body).indexOf('message')).toBeLessThan(Object.keys(body).indexOf('issuer'))
    expect(message).not.toContain(HARVARD)
    expect(visible.indexOf('cheap.example')).toBeLessThan(visible.indexOf(HARVARD))
    expect(text).toContain('<strong dir="ltr" translate="no">cheap.example</strong>')

    const [, mark = ''] = page.nameNotChecked(HARVARD).split(HARVARD)
    const occurrences = visible.split(HARVARD).slice(1)
    expect(occurrences.length).toBeGreaterThanOrEqual(3)
    for (const rest of occurrences) expect(rest.slice(0, mark.length)).toBe(mark)
    // Titles and previews go where no mark follows.
    expect(text.slice(0, text.indexOf('</head>'))).not.toContain(HARVARD)
  })

  it.each(codes)('is marked on the page of an issuer that nobody confirms, except in advice (%s)', async (code) => {
    const { page, advice } = languages[code]
    const [, mark = ''] = page.nameNotChecked(HARVARD).split(HARVARD)
    const { visible } = await shown((await ofWallet()).id, code)
    const occurrences = visible.replace(advice.issuer_not_confirmed(HARVARD), '').split(HARVARD).slice(1)
    expect(occurrences.length).toBeGreaterThanOrEqual(2)
    for (const rest of occurrences) expect(rest.slice(0, mark.length)).toBe(mark)
  })

  it('is not marked if a registry lists the issuer under it', async () => {
    const { wallet, id } = await ofWallet()
    await confirm(wallet, { source: 'uni.example' })
    await confirm(wallet, { way: 'registry', source: REGISTRY })
    const { visible, issuer } = await shown(id)
    expect(issuer).toMatchObject({ nameConfirmed: true, domain: 'uni.example', confirmedBy: 'dns' })
    expect(visible).toContain(`“\u2068${REGISTER}\u2069” lists it under the name “\u2068${HARVARD}\u2069”.`)
    expect(visible).not.toContain('name not checked')
  })

  it('is marked if a registry lists the issuer under another name', async () => {
    const { wallet, id } = await ofWallet()
    await confirm(wallet, { way: 'registry', source: REGISTRY, listedName: 'Cheap College' })
    const { message, visible, issuer, text } = await shown(id)
    expect(message).toBe(verdicts.registry('Cheap College', REGISTER))
    // The registry's name is the one that the summary, link previews and LinkedIn show.
    expect(text).toContain('<strong><bdi>Cheap College</bdi></strong>')
    expect(text).toContain('&#38;organizationName=Cheap%20College&#38;')
    expect(text.slice(0, text.indexOf('</head>'))).not.toContain(HARVARD)
    expect(issuer).toMatchObject({ name: HARVARD, nameConfirmed: false })
    for (const rest of visible.split(HARVARD).slice(1)) expect(rest).toMatch(/^\u2069” \(name not checked\)/)
  })

  it('is not drawn in a picture if nobody checked it', async () => {
    const { wallet, id } = await ofWallet()
    const etag = async () => (await server.http.head(`/images/${id}-0.png`).expect(200)).headers.etag
    await confirm(wallet, { source: 'cheap.example' })
    const first = await etag()
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { institutionTitle: 'Another name' } })
    expect(await etag()).toBe(first)
    await server.db.prisma.confirmation.updateMany({
      where: { issuer: { wallet: { address: wallet.address } } },
      data: { source: 'other.example' },
    })
    expect(await etag()).not.toBe(first)
  })
})

describe('name that a registry gives to another issuer', () => {
  const name = 'Oxford University'
  const did = `did:ethr:0x${'0f'.repeat(20)}`

  beforeAll(async () => {
    await server.db.prisma.registryEntry.create({
      data: {
        url: REGISTRY,
        did,
        address: `0x${'0f'.repeat(20)}`,
        name,
        skeleton: skeletonOf(name),
        domain: 'ox.example',
      },
    })
  })

  it.each([
    ['the name', name],
    // Oxford with Cyrillic О, х and о.
    ['a name that looks like it', '\u041e\u0445f\u043erd University'],
    ['the name with other spaces and letter case', 'OXFORD  university.'],
  ])('shows issuer_not_confirmed for %s', async (_, stated) => {
    const { wallet, id } = await ofWallet(stated)
    await confirm(wallet, { source: 'cheap.example' })
    const { verdict, style, identity, issuer, has, visible, files } = await shown(id)
    expect([verdict, style, identity.code]).toStrictEqual(['issuer_not_confirmed', 'warning', 'identity.name_taken'])
    expect(issuer).toMatchObject(nobody)
    expect(has).toStrictEqual(notLent)
    expect(visible).toContain(
      `“\u2068${REGISTER}\u2069” lists another issuer under this name or one that looks like it: ox.example.`,
    )
    expect(await files()).toStrictEqual([404, 404])
  })

  it('shows valid for the issuer of that domain, and for another name', async () => {
    for (const [stated, source] of [
      [name, 'ox.example'],
      ['Oxbow University', 'cheap.example'],
    ] as const) {
      const { wallet, id } = await ofWallet(stated)
      await confirm(wallet, { source })
      expect((await shown(id)).verdict, stated).toBe('valid')
    }
  })
})

describe('attestation of a certificate', () => {
  it.each([
    ['nobody', false, 'issuer_not_confirmed'],
    ['a domain', true, 'valid'],
  ])(
    'by a confirmed domain has a sentence, and does not change the verdict of an issuer confirmed by %s',
    async (_, isConfirmed, verdict) => {
      const { wallet, id } = await ofWallet()
      if (isConfirmed) await confirm(wallet)
      const [academy, stranger, blocked] = [newWallet(), newWallet(), newWallet()]
      await confirmWallet(server.db, academy.address, { domain: 'academy.example' })
      await confirmWallet(server.db, blocked.address, { domain: 'blocked.example' })
      await issuerRow(blocked.address, { blockedAt: daysAgo(1) })
      for (const { address } of [stranger, blocked]) await attest(server.db, id, address)
      const before = await shown(id)
      expect([before.verdict, before.body.attestedBy]).toStrictEqual([verdict, []])
      expect(before.visible).not.toContain('says that it checked')

      await attest(server.db, id, academy.address)
      const after = await shown(id)
      expect([after.verdict, after.message]).toStrictEqual([before.verdict, before.message])
      expect(after.issuer).toStrictEqual(before.issuer)
      expect(after.body.attestedBy).toStrictEqual(['academy.example'])
      expect(after.visible).toContain(words.attested('academy.example'))
      expect(await after.files()).toStrictEqual(isConfirmed ? [200, 200] : [404, 404])
    },
  )
})

describe('late lookup of an issuer', () => {
  it('is queued once by twenty views of a page, which look up nothing themselves', async () => {
    const late = await ofWallet()
    const marker = await ofWallet()
    for (const { wallet } of [late, marker]) await confirm(wallet, { lastSeenAt: daysAgo(3) })
    const dueAt = new Date(now.getTime() - 2 * HOUR_MS)
    const [issuerId = 0, markerId = 0] = [
      await issuerRow(late.wallet.address, { dueAt }),
      await issuerRow(marker.wallet.address, { dueAt }),
    ].map(({ id }) => Number(id))
    const queued = async () => (await jobsOf(server.db, 'confirm-issuer')).map(({ data }) => data)
    const view = (id: string) => server.http.get(`/verify/${id}`).set('Accept', 'text/html').expect(200)
    expect(await queued()).toStrictEqual([])
    await Promise.all(Array.from({ length: 10 }, () => view(late.id)))
    await vi.waitFor(async () => expect(await queued()).toStrictEqual([{ issuerId }]))

    // Some minutes later the process has forgotten that it queued the job, but the database has not.
    server.setNow(new Date(now.getTime() + HOUR_MS))
    onTestFinished(() => server.setNow(now))
    for (let views = 0; views < 10; views += 1) await view(late.id)
    await view(marker.id)
    await vi.waitFor(async () => expect(await queued()).toContainEqual({ issuerId: markerId }))
    expect(await queued()).toHaveLength(2)
    expect(logged.filter((line) => line.includes('was not queued'))).toStrictEqual([])
    expect(dns.queries).toStrictEqual([])
  })

  it('is not queued while it is not late, or for an issuer without sources', async () => {
    const count = async () => (await jobsOf(server.db, 'confirm-issuer')).length
    const before = await count()
    const { wallet, id } = await ofWallet()
    await confirm(wallet)
    for (const dueAt of [null, new Date(now.getTime() - HOUR_MS)]) {
      await issuerRow(wallet.address, { dueAt })
      await server.http.get(`/verify/${id}`).expect(200)
    }
    const { wallet: marker, id: markerId } = await ofWallet()
    await issuerRow(marker.address, { dueAt: new Date(now.getTime() - HOUR_MS - 1) })
    await server.http.get(`/verify/${markerId}`).expect(200)
    await vi.waitFor(async () => expect(await count()).toBe(before + 1))
    expect(dns.queries).toStrictEqual([])
  })
})
