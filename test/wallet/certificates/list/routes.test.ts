import { randomUUID } from 'node:crypto'
import { parseAddress } from '@chancery/verify/ethereum/address'
import { beforeAll, describe, expect, it } from 'vitest'
import { registerWallet } from '../../../../src/core/wallets.ts'
import type { ListGroup } from '../../../../src/database/prisma/client.ts'
import { cursorOf } from '../../../../src/http/cursor.ts'
import { blockIssuer } from '../../../../src/issuers/administer.ts'
import { groupCertificates } from '../../../../src/issuers/trust/queries.ts'
import { held } from '../../../../src/wallet/certificates/list/queries.ts'
import { confirmSite, confirmWallet } from '../../../support/issuers/confirmedIssuers.ts'
import { groupQueued } from '../../../support/issuers/groupCertificates.ts'
import { issueStating } from '../../../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../../../support/server/app.ts'
import { isEmbedded } from '../../../support/setup/templates.ts'
import { documented, newWallet, type TestWallet } from '../../../support/wallet/wallets.ts'

const certificates = '/api/v1/certificates/'
const operator = { author: { command: 'test' }, at: new Date() }

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

const idOf = async (wallet: TestWallet) =>
  (await registerWallet(server.db.prisma, parseAddress(wallet.address) ?? '0x')).id

async function create(issuer: TestWallet, holder: TestWallet, title: string): Promise<string> {
  const body = { ...documented.body, holder_eth_address: holder.address, certificate_title: title }
  const url = `${server.url}${certificates}`
  const text = JSON.stringify(body)
  const headers = { ...issuer.sign({ method: 'POST', url, body: text }), 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: text })
  return ((await answer.json()) as { certificate_pk: string }).certificate_pk // The response of a create.
}

/** Inserts many certificates directly into the database; returns their ids. */
async function put(
  issuer: TestWallet,
  holder: TestWallet,
  titles: string[],
  more: { listGroup?: ListGroup; courseCertificateId?: number; topics?: string; topicsRevision?: number } = {},
): Promise<string[]> {
  const [issuerId, holderId] = [await idOf(issuer), await idOf(holder)]
  const rows = await server.db.prisma.walletCertificate.createManyAndReturn({
    data: titles.map((certificateTitle) => ({
      ...{ holderId, issuerId, certificateTitle, ipfsHash: documented.body.ipfs_hash },
      ...{
        institutionTitle: 'University',
        institutionLink: 'https://uni.example',
        documentStatus: 'available' as const,
      },
      ...more,
    })),
    select: { id: true },
  })
  return rows.map(({ id }) => id)
}

type Listed = { id: string; certificate_title: string; hidden?: boolean }

async function read(query: string, reader?: TestWallet): Promise<{ listed: Listed[]; next: string | undefined }> {
  const url = query.startsWith('http') ? query : `${server.url}${certificates}${query}`
  const answer = await fetch(url, { headers: reader?.headers ?? {} })
  expect(answer.status).toBe(200)
  const next = /^<(.+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1]
  return { listed: (await answer.json()) as Listed[], next } // The response of a list.
}

/** Follows the links to the last page. */
async function readAll(query: string, reader?: TestWallet, between = async (_: Listed[]) => {}): Promise<Listed[][]> {
  const pages: Listed[][] = []
  for (let next: string | undefined = query; next !== undefined; ) {
    const page = await read(next, reader)
    pages.push(page.listed)
    await between(page.listed)
    next = page.next
  }
  return pages
}

const titles = (listed: Listed[]) => listed.map(({ certificate_title }) => certificate_title)
const ids = (listed: Listed[]) => listed.map(({ id }) => id)
const titlesOf = async (holder: TestWallet, more = '', reader?: TestWallet) =>
  titles((await read(`?eth_address=${holder.address}${more}`, reader)).listed)

describe('pages of lists', () => {
  it('have 100 entries by default and 1,000 at most, and lead to the next ones', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const given = await put(
      issuer,
      holder,
      Array.from({ length: 1005 }, (_, index) => `Title ${index % 7}`),
    )
    const byTitle = (await readAll(`?eth_address=${holder.address}&limit=1000`)).flat()
    expect(ids(byTitle).toSorted()).toStrictEqual(given.toSorted())
    const key = (one: Listed) => `${one.certificate_title} ${one.id}`
    expect(byTitle.map(key)).toStrictEqual(byTitle.map(key).toSorted())

    const sizesOf = (pages: Listed[][]) => pages.map(({ length }) => length)
    expect(sizesOf(await readAll(`?eth_address=${holder.address}&limit=1000`))).toStrictEqual([1000, 5])
    const held = await readAll('?role=holder', holder)
    expect(sizesOf(held)).toStrictEqual([...new Array(10).fill(100), 5])
    expect(held.flat().map(key)).toStrictEqual(byTitle.map(key))
    expect(
      ids((await readAll(`get_certificates_by_learner/?eth_address=${holder.address}&limit=335`)).flat()),
    ).toStrictEqual(ids(byTitle))
    expect(ids((await readAll('?limit=250&offset=3', issuer)).flat())).toStrictEqual(given.toSorted().slice(3))
    const exact = await readAll(`?eth_address=${holder.address}&limit=201&offset=804`)
    expect(ids(exact.flat())).toStrictEqual(ids(byTitle).slice(804))
    expect(sizesOf(exact)).toStrictEqual([201])
    await fetch(`${server.url}${certificates}?eth_address=${holder.address}`, {
      headers: { origin: 'https://a.example' },
    }).then(({ headers }) => expect(headers.get('access-control-expose-headers')).toContain('Link'))
  })

  it('list every certificate once while others are added and deleted', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const given = await put(
      issuer,
      holder,
      Array.from({ length: 60 }, (_, index) => `${index % 9}`),
    )
    for (const [query, reader] of [
      ['?limit=7', issuer],
      ['?role=holder&limit=7', holder],
    ] as const) {
      const gone = new Set<string>()
      const listed = await readAll(query, reader, async ([first]) => {
        await put(issuer, holder, ['0', '5', '9'])
        if (first) gone.add(first.id)
        await server.db.prisma.walletCertificate.deleteMany({ where: { id: { in: [first?.id ?? randomUUID()] } } })
      })
      const found = ids(listed.flat())
      expect(new Set(found).size).toBe(found.length)
      expect(found).toEqual(expect.arrayContaining(given))
      for (const id of gone) given.splice(given.indexOf(id), given.includes(id) ? 1 : 0)
    }
  })

  it('end early when their certificates are huge', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const { revision: topicsRevision } = await server.db.prisma.catalogue.findFirstOrThrow()
    const skills = JSON.stringify([{ id: 1, name: 'x'.repeat(50_000), standardized: false }])
    await put(issuer, holder, new Array(120).fill('Huge'), {
      topics: `"industries":[],"skills":${skills}`,
      topicsRevision,
    })
    const pages = await readAll(`?eth_address=${holder.address}&limit=1000`)
    expect(pages.map(({ length }) => length)).toStrictEqual([100, 20])
  })

  it.each([
    ...['limit=1001', 'cursor=x', 'cursor=WyIiXQ', 'confirmed=maybe', 'hidden=1', 'confirmed=true', 'hidden=true'],
    `cursor=${cursorOf(['confirmed', '\0', randomUUID()])}`,
    `cursor=${cursorOf(['none', '', randomUUID()])}`,
  ])('rejects ?%s of an issuer', async (query) => {
    const answer = await server.http.get(`${certificates}?${query}`).set(newWallet().headers).expect(400)
    expect(answer.body).toStrictEqual({ error: { [query.split('=')[0] ?? '']: [expect.any(String)] } })
  })

  it('rejects confirmed and hidden together', async () => {
    await server.http.get(`${certificates}?role=holder&confirmed=true&hidden=true`).set(newWallet().headers).expect(400)
  })
})

describe('certificates of confirmed issuers', () => {
  it('come first, and alone with confirmed=true, as long as their issuer is confirmed', async () => {
    const { db } = server
    const [stranger, confirmed, holder] = [newWallet(), newWallet(), newWallet()]
    await create(confirmed, holder, 'Z earlier')
    await put(stranger, holder, ['A spam', 'B spam'])
    await create(stranger, holder, 'C spam')
    const spam = ['A spam', 'B spam', 'C spam']
    const expectFirst = async (first: string[], rest: string[]) => {
      await groupQueued(db)
      expect(await titlesOf(holder)).toStrictEqual([...first, ...rest])
      expect(await titlesOf(holder, '&confirmed=true')).toStrictEqual(first)
    }
    await expectFirst([], [...spam, 'Z earlier'])
    await confirmWallet(db, confirmed.address)
    await expectFirst(['Z earlier'], spam)
    await create(confirmed, holder, 'Y later')
    expect(await titlesOf(holder)).toStrictEqual(['Y later', 'Z earlier', ...spam])

    const both = ['Y later', 'Z earlier']
    const address = parseAddress(confirmed.address) ?? '0x'
    await blockIssuer(db, { address }, true, operator)
    await expectFirst([], [...spam, ...both])
    await blockIssuer(db, { address }, false, operator)
    await expectFirst(both, spam)
    const ofWallet = { where: { issuer: { wallet: { address } } } }
    await db.prisma.confirmation.updateMany({ ...ofWallet, data: { endedAt: new Date() } })
    await expectFirst([], [...spam, ...both])
    await db.prisma.confirmation.updateMany({ ...ofWallet, data: { endedAt: null } })
    await expectFirst(both, spam)
    // No lookup has succeeded for eight days.
    const inDays = () => new Date(Date.now() + 8 * 86_400_000)
    await groupQueued(db, { now: inDays })
    expect(await titlesOf(holder, '&confirmed=true')).toStrictEqual([])
    await expectFirst(both, spam)
    await db.prisma.issuer.updateMany({ where: { wallet: { address } }, data: { compromisedAt: new Date() } })
    await expectFirst([], [...spam, ...both])
  })

  it('are those of sites too, unless the site is blocked', async () => {
    const [key, stranger, holder] = [newWallet(), newWallet(), newWallet()]
    const site = await newSite(server.db)
    await confirmSite(server.db, site.id)
    await groupQueued(server.db)
    const { id: courseCertificateId } = await issueStating(server, site.id)
    await put(stranger, holder, ['A spam'])
    await put(key, holder, ['Published'], { courseCertificateId })
    expect(await titlesOf(holder)).toStrictEqual(['Published', 'A spam'])
    await blockIssuer(server.db, { siteId: site.id }, true, operator)
    await groupQueued(server.db)
    expect(await titlesOf(holder)).toStrictEqual(['A spam', 'Published'])
    // The same wallet may issue for itself.
    await confirmWallet(server.db, key.address)
    await groupQueued(server.db)
    expect(await titlesOf(holder)).toStrictEqual(['A spam', 'Published'])
  })

  it('are moved in parts, also while others are created', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    await put(issuer, holder, new Array(1100).fill('Earlier'))
    await confirmWallet(server.db, issuer.address)
    await Promise.all([groupQueued(server.db), put(issuer, holder, ['Meanwhile']), create(issuer, holder, 'Meanwhile')])
    const counted = await server.db.prisma.walletCertificate.groupBy({
      by: ['listGroup'],
      where: { issuerId: await idOf(issuer) },
      _count: true,
    })
    expect(counted).toStrictEqual([{ listGroup: 'confirmed', _count: 1102 }])
    const { id } = await server.db.prisma.issuer.findFirstOrThrow({ where: { wallet: { address: issuer.address } } })
    expect(await groupCertificates(server.db, id)).toBe(0)
  })

  it('wait for a certificate that is being inserted when its issuer is confirmed', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const [issuerId, holderId] = [await idOf(issuer), await idOf(holder)]
    await server.db.prisma.issuer.create({ data: { walletId: issuerId } })
    const facts = { institutionTitle: 'U', institutionLink: 'https://u.example', documentStatus: 'available' as const }
    let grouped: Promise<number> | undefined
    await server.db.prisma.$transaction(async (tx) => {
      const data = { issuerId, holderId, certificateTitle: 'In time', ipfsHash: documented.body.ipfs_hash, ...facts }
      await tx.walletCertificate.create({ data })
      grouped = confirmWallet(server.db, issuer.address).then(() => groupQueued(server.db))
      const waiting = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
      if (!isEmbedded) while ((await server.db.pool.query(waiting)).rowCount === 0);
    })
    await grouped
    expect(await titlesOf(holder, '&confirmed=true')).toStrictEqual(['In time'])
  })

  it.skipIf(isEmbedded)('are found without reading the others', async () => {
    const [stranger, confirmed, holder] = [newWallet(), newWallet(), newWallet()]
    await put(stranger, holder, new Array(1500).fill('A spam'))
    await put(stranger, holder, new Array(300).fill('0 hidden'), { listGroup: 'hidden' })
    await put(confirmed, holder, ['X', 'Y', 'Z'], { listGroup: 'confirmed' })
    await server.db.pool.query('ANALYZE certificates')
    expect((await titlesOf(holder)).slice(0, 4)).toStrictEqual(['X', 'Y', 'Z', 'A spam'])
    const zero = '00000000-0000-0000-0000-000000000000'
    const readIn = async (through: ListGroup, group: ListGroup = 'confirmed', title = '') =>
      certificatesRead([holder.address, group, title, zero, through, 0, 100, zero, new Date().toISOString(), ''])
    expect(await readIn('confirmed')).toBeLessThanOrEqual(3)
    expect(await readIn('unconfirmed')).toBeLessThanOrEqual(101)
    expect(await readIn('unconfirmed', 'unconfirmed', 'A spam')).toBeLessThanOrEqual(101)
    expect(await readIn('hidden', 'hidden')).toBeLessThanOrEqual(101)
  })
})

type Plan = { 'Relation Name'?: string; 'Actual Rows': number; 'Rows Removed by Filter'?: number; Plans?: Plan[] }

/** Returns how many certificates the statement of a holder's list reads, with the plan for any values. */
async function certificatesRead(values: unknown[]): Promise<number> {
  const client = await server.db.pool.connect()
  try {
    // In a small table, PostgreSQL may prefer to read and sort all.
    await client.query('BEGIN; SET LOCAL plan_cache_mode = force_generic_plan; SET LOCAL enable_sort = off')
    await client.query(`PREPARE held AS ${held.text}`)
    const literals = values.map((value) => `'${value}'`).join(', ')
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) EXECUTE held(${literals})`)
    await client.query('DEALLOCATE held; ROLLBACK')
    return rowsRead(rows[0]['QUERY PLAN'][0].Plan)
  } finally {
    client.release()
  }
}

function rowsRead(node: Plan): number {
  const isRead = node['Relation Name'] === 'certificates'
  const own = isRead ? node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) : 0
  return (node.Plans ?? []).reduce((sum, one) => sum + rowsRead(one), own)
}

describe('POST /certificates/:id/hide/ and /unhide/', () => {
  const change = (name: string, id: string, wallet?: TestWallet) =>
    server.http.post(`${certificates}${id}/${name}/`).set(wallet?.headers ?? {})

  it('leave a certificate out of the list of its holder, and nothing else', async () => {
    const [stranger, holder] = [newWallet(), newWallet()]
    const id = await create(stranger, holder, 'Unwanted')
    await create(stranger, holder, 'Wanted')
    const verdict = async () => ({ ...(await server.http.get(`/verify/${id}.json`)).body, checkedAt: null })
    const before = await verdict()
    for (const _ of ['first', 'again']) {
      const answer = await change('hide', id, holder).send('any body').expect(200)
      expect(answer.body).toStrictEqual({ status: 'ok' })
      expect(await titlesOf(holder)).toStrictEqual(['Wanted'])
      expect(await titlesOf(holder, '', holder)).toStrictEqual(['Wanted'])
    }
    expect(titles((await read('', stranger)).listed)).toStrictEqual(['Unwanted', 'Wanted'])
    expect(await verdict()).toStrictEqual(before)
    await server.http.get(`${certificates}${id}/`).expect(200)
    const { listed } = await read('?role=holder&hidden=true', holder)
    expect(listed.map(({ certificate_title, hidden }) => [certificate_title, hidden])).toStrictEqual([
      ['Wanted', false],
      ['Unwanted', true],
    ])
    for (const _ of ['first', 'again']) await change('unhide', id, holder).expect(200)
    expect(await titlesOf(holder)).toStrictEqual(['Unwanted', 'Wanted'])
    expect((await server.http.get(`${certificates}${id}/`).set(stranger.headers)).body).not.toHaveProperty('hidden')
  })

  it('keep it hidden when its issuer is confirmed, and list it among the confirmed ones afterwards', async () => {
    const [issuer, stranger, holder] = [newWallet(), newWallet(), newWallet()]
    const id = await create(issuer, holder, 'Z')
    await create(stranger, holder, 'A')
    await change('hide', id, holder).expect(200)
    await confirmWallet(server.db, issuer.address)
    await groupQueued(server.db)
    expect(await titlesOf(holder)).toStrictEqual(['A'])
    await change('unhide', id, holder).expect(200)
    expect(await titlesOf(holder)).toStrictEqual(['Z', 'A'])
  })

  it.each(['hide', 'unhide'])('%s rejects everyone but the holder', async (name) => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await create(issuer, holder, 'Held')
    expect((await change(name, id, issuer).expect(401)).body).toStrictEqual({ status: 'denied' })
    await change(name, id).expect(401)
    for (const unknown of [randomUUID(), 'nothing']) await change(name, unknown, holder).expect(404)
    expect(await titlesOf(holder)).toStrictEqual(['Held'])
  })

  it('show hidden certificates to their holder only', async () => {
    const [stranger, holder] = [newWallet(), newWallet()]
    await create(stranger, holder, 'Held')
    for (const path of ['', 'get_certificates_by_learner/']) {
      const hidden = () => server.http.get(`${certificates}${path}?hidden=true&eth_address=${holder.address}`)
      expect((await hidden().expect(401)).headers['x-error-code']).toBe('signature.missing')
      expect((await hidden().set(stranger.headers).expect(403)).headers['x-error-code']).toBe('list.not_holder')
      await hidden().set(holder.headers).expect(200)
    }
  })
})
