import { beforeAll, describe, expect, it } from 'vitest'
import { importSkills } from '../../../src/wallet/certificates/catalogues.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { documented, newWallet, type TestWallet } from '../../support/wallet/wallets.ts'

const CHECKSUM = 'A948904F2F0F479B8F8197694B30184B0D2ED1C1CD2A1EC0FB85D299A192A447'

let server: TestApp

beforeAll(async () => {
  server = await startTestApp()
})

const certificates = '/api/v1/certificates/'

function facts(holder: TestWallet, more: object = {}) {
  return { ...documented.body, holder_eth_address: holder.address, ...more }
}

async function create(issuer: TestWallet, body: object): Promise<string> {
  const answer = await server.http.post(certificates).set(issuer.headers).send(body).expect(200)
  return answer.body.certificate_pk
}

async function retrieve(id: string, reader?: TestWallet) {
  return (
    await server.http
      .get(`${certificates}${id}/`)
      .set(reader?.headers ?? {})
      .expect(200)
  ).body
}

describe('POST /certificates/', () => {
  it('uses up no ids for known skills and industries', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const names = { skills: ['Patience', 'Weaving'], industries: ['Looms'] }
    await create(issuer, facts(holder, names))
    const lastIds = async () => {
      const { rows } = await server.db.pool.query(
        'SELECT s.last_value AS skill, i.last_value AS industry FROM skills_id_seq s, industries_id_seq i',
      )
      return rows[0]
    }
    const before = await lastIds()
    for (const key of ['first', 'second', 'third']) {
      const keyed = { ...issuer.headers, 'Idempotency-Key': key }
      await server.http.post(certificates).set(keyed).send(facts(holder, names)).expect(200)
    }
    expect(await lastIds()).toStrictEqual(before)
    await create(issuer, facts(holder, { ...names, skills: [...names.skills, 'Spinning'] }))
    expect(Number((await lastIds()).skill)).toBe(Number(before.skill) + 1)
  })

  it('creates certificates when the ids of skills exceed 32 bits', async () => {
    await server.db.pool.query(`SELECT setval('skills_id_seq', 2147483647), setval('industries_id_seq', 2147483647)`)
    const id = await create(newWallet(), facts(newWallet(), { skills: ['Beyond'], industries: ['Beyond'] }))
    const { skills, industries } = await retrieve(id)
    expect(skills).toStrictEqual([{ id: 2147483648, name: 'Beyond', standardized: false }])
    expect(industries).toStrictEqual([{ id: 2147483648, name: 'Beyond' }])
  })

  it('accepts BDN’s documented request with its documented signature', async () => {
    const answer = await server.http.post(certificates).set(documented.headers).send(documented.body).expect(200)
    const { certificate_pk: id } = answer.body
    expect(answer.body).toStrictEqual({
      status: 'ok',
      certificate_pk: expect.stringMatching(/^[0-9a-f-]{36}$/),
      verification_url: `${server.url}/verify/${id}`,
    })

    expect(await retrieve(answer.body.certificate_pk)).toMatchObject({
      holder_eth_address: '0xd2be64317eb1832309df8c8c18b09871809f3735',
      user_eth_address: '0xd2be64317eb1832309df8c8c18b09871809f3735',
      institution_title: 'test',
      score: null,
      duration: null,
      skills: [{ id: expect.any(Number), name: 'Python', standardized: false }],
      ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
    })
  })

  it('stores every fact and returns the facts in BDN’s order', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await create(
      issuer,
      facts(holder, {
        granted_to_type: 3,
        program_title: 'Computer science',
        course_link: 'https://example.com/python',
        industries: ['E-Learning', 'Banking'],
        skills: [' Python ', 'SQL', 'Python'],
        score: 92.5,
        duration: 40,
        expiration_date: '2030-01-01',
        checksum_hash: CHECKSUM,
      }),
    )
    const shown = await retrieve(id)
    expect(shown).toStrictEqual({
      id,
      holder: expect.stringMatching(/^[0-9a-f-]{36}$/),
      holder_names: '',
      holder_eth_address: holder.address,
      user_eth_address: issuer.address,
      granted_to_type: 3,
      institution_title: 'test',
      institution_link: 'http://example.com',
      program_title: 'Computer science',
      certificate_title: 'test',
      course_link: 'https://example.com/python',
      industries: [
        { id: expect.any(Number), name: 'Banking' },
        { id: expect.any(Number), name: 'E-Learning' },
      ],
      skills: [
        { id: expect.any(Number), name: 'Python', standardized: false },
        { id: expect.any(Number), name: 'SQL', standardized: false },
      ],
      score: 92.5,
      duration: 40,
      expiration_date: '2030-01-01T00:00:00.000Z',
      verifications: [],
      ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
      is_expired: false,
      issuer_signature: null,
      revoked_at: null,
      revocation_reason: null,
      verification_url: `${server.url}/verify/${id}`,
    })
    const order = Object.keys(shown).filter((name) => name !== 'granted_to_type')
    expect(order).toStrictEqual(
      (
        'id holder holder_names holder_eth_address user_eth_address institution_title institution_link program_title ' +
        'certificate_title course_link industries skills score duration expiration_date verifications ipfs_hash is_expired ' +
        'issuer_signature revoked_at revocation_reason verification_url'
      ).split(' '),
    )
  })

  it('shows the current catalogue entries of skills and industries, cached or not', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const [quoted, plain] = ['"C\\++" \u0001 ☃', `Skill of ${holder.address}`]
    const id = await create(issuer, facts(holder, { skills: [quoted, plain], industries: ['R&D "quoted"'] }))
    const list = () => server.http.get(certificates).query({ eth_address: holder.address })
    const look = async () => {
      const shown = await retrieve(id)
      expect((await list().expect(200)).body).toStrictEqual([shown])
      return shown
    }
    const { pool } = server.db
    const isCached = async () =>
      (
        await pool.query(
          'SELECT topics_revision = (SELECT revision FROM catalogue) AS cached FROM certificates WHERE id = $1',
          [id],
        )
      ).rows[0].cached

    const before = await look()
    expect(before.skills.map((skill: { standardized: boolean }) => skill.standardized)).toStrictEqual([false, false])
    expect(await isCached()).toBe(true)
    await pool.query('UPDATE skills SET standardized = true WHERE name = $1', [plain])
    expect(await isCached()).toBe(false)
    const after = await look()
    expect(after.skills.find((skill: { name: string }) => skill.name === plain).standardized).toBe(true)
    await importSkills(server.db, { author: { command: 'test' }, at: new Date() }, [quoted])
    expect(await isCached()).toBe(true)
    const standardized = await look()
    expect(standardized.skills.every((skill: { standardized: boolean }) => skill.standardized)).toBe(true)
    await pool.query('UPDATE certificates SET topics = NULL, topics_revision = NULL WHERE id = $1', [id])
    expect(await look()).toStrictEqual(standardized)
  })

  it('accepts a form with repeated skills, numbers as text and empty texts', async () => {
    const issuer = newWallet()
    const form = new URLSearchParams({ ...facts(issuer), score: '92.5', duration: '40', expiration_date: '' })
    form.delete('skills')
    form.append('skills', 'Python')
    form.append('skills', 'SQL')
    const answer = await server.http
      .post(certificates)
      .set(issuer.headers)
      .type('form')
      .send(form.toString())
      .expect(200)
    const shown = await retrieve(answer.body.certificate_pk)
    expect(shown).toMatchObject({ score: 92.5, duration: 40, expiration_date: null, is_expired: null })
    expect(shown.skills.map((skill: { name: string }) => skill.name)).toStrictEqual(['Python', 'SQL'])
  })

  it('accepts multipart and a single skill as plain text', async () => {
    const issuer = newWallet()
    const request = server.http.post(certificates).set(issuer.headers)
    for (const [name, value] of Object.entries(facts(issuer, { skills: 'Python' }))) request.field(name, value)
    const shown = await retrieve((await request.expect(200)).body.certificate_pk)
    expect(shown.skills.map((skill: { name: string }) => skill.name)).toStrictEqual(['Python'])
  })

  it('accepts the path without its trailing slash', async () => {
    const issuer = newWallet()
    const answer = await server.http.post('/api/v1/certificates').set(issuer.headers).send(facts(issuer)).expect(200)
    await server.http.get(`/api/v1/certificates/${answer.body.certificate_pk}`).expect(200)
  })

  it.each([
    ['2030-01-01', '2030-01-01T00:00:00.000Z'],
    ['2030-01-01T10:30:00Z', '2030-01-01T10:30:00.000Z'],
    ['2030-01-01T10:30:00.123456+02:00', '2030-01-01T08:30:00.123Z'],
    ['2030-01-01T10:30:00', '2030-01-01T10:30:00.000Z'],
  ])('reads the expiration date %s as %s', async (sent, expected) => {
    const issuer = newWallet()
    const id = await create(issuer, facts(issuer, { expiration_date: sent }))
    expect((await retrieve(id)).expiration_date).toBe(expected)
  })

  it('sets is_expired from the expiration date on', async () => {
    const issuer = newWallet()
    const id = await create(issuer, facts(issuer, { expiration_date: '2030-01-01' }))
    server.setNow(new Date('2030-01-01T00:00:00Z'))
    expect((await retrieve(id)).is_expired).toBe(true)
    server.setNow(new Date('2029-12-31T23:59:59Z'))
    expect((await retrieve(id)).is_expired).toBe(false)
    server.setNow(null)
  })

  it('names every required field that is missing', async () => {
    const issuer = newWallet()
    const answer = await server.http.post(certificates).set(issuer.headers).send({}).expect(400)
    const required = ['This field is required.']
    expect(answer.body).toStrictEqual({
      error: {
        holder_eth_address: required,
        institution_title: required,
        institution_link: required,
        certificate_title: required,
        ipfs_hash: required,
      },
    })
  })

  it.each([
    ['holder_eth_address', '0x123'],
    ['holder_eth_address', 5],
    ['granted_to_type', 4],
    ['granted_to_type', 'learner'],
    ['institution_title', ''],
    ['institution_title', 'x'.repeat(131)],
    ['institution_link', 'javascript:alert(1)'],
    ['institution_link', 'not a link'],
    ['institution_link', `http://example.com/${'x'.repeat(200)}`],
    ['certificate_title', '\0'],
    ['certificate_title', '\ud800'],
    ['program_title', {}],
    ['course_link', 'ftp://example.com'],
    ['skills', ['x'.repeat(131)]],
    ['skills', [1]],
    ['skills', { name: 'Python' }],
    ['industries', 5],
    ['score', 'NaN'],
    ['score', 'Infinity'],
    ['score', '1e999'],
    ['score', '0x10'],
    ['score', true],
    ['duration', -1],
    ['duration', 32768],
    ['duration', '4.5'],
    ['expiration_date', 'tomorrow'],
    ['expiration_date', '2030-02-30'],
    ['expiration_date', '01/02/2030'],
    ['expiration_date', '0000-01-01'],
    ['ipfs_hash', ''],
    ['ipfs_hash', 'QmNotAValid'],
    ['ipfs_hash', 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL '],
    ['checksum_hash', 'abc'],
  ])('rejects %s: %j, and names the field', async (field, value) => {
    const issuer = newWallet()
    const answer = await server.http
      .post(certificates)
      .set(issuer.headers)
      .send(facts(issuer, { [field]: value }))
      .expect(400)
    const [named] = Object.keys(answer.body.error)
    expect(named?.split('.')[0]).toBe(field)
    expect((await server.http.get(certificates).set(issuer.headers)).body).toStrictEqual([])
  })

  it('rejects a JSON body that is not an object', async () => {
    const issuer = newWallet()
    for (const body of ['[]', '"text"', '5', 'null', '', '{"a":']) {
      const answer = await server.http
        .post(certificates)
        .set(issuer.headers)
        .type('application/json')
        .send(body)
        .expect(400)
      expect(answer.body).toHaveProperty('error')
    }
  })

  it('checks the signature before the body', async () => {
    const answer = await server.http.post(certificates).send({}).expect(401)
    expect(answer.body).toStrictEqual({ detail: 'Authentication credentials were not provided.' })
    expect(answer.headers['www-authenticate']).toBeTruthy()
  })
})

describe('GET /certificates/:id/', () => {
  it('shows the checksum to the holder only', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await create(issuer, facts(holder, { checksum_hash: CHECKSUM }))
    expect(await retrieve(id, holder)).toHaveProperty('checksum', CHECKSUM.toLowerCase())
    expect(await retrieve(id, issuer)).not.toHaveProperty('checksum')
    expect(await retrieve(id)).not.toHaveProperty('checksum')
  })

  it('shows a certificate without a holder, alone and in a list', async () => {
    const issuer = newWallet()
    const id = await create(issuer, facts(newWallet()))
    await server.db.prisma.walletCertificate.update({ where: { id }, data: { holderId: null } })
    const orphan = { id, holder: null, holder_names: '', holder_eth_address: null }
    expect(await retrieve(id)).toMatchObject(orphan)
    const { body } = await server.http.get(certificates).set(issuer.headers).expect(200)
    expect(body).toMatchObject([orphan])
  })

  it('treats a request with a wrong signature as anonymous', async () => {
    const issuer = newWallet()
    const id = await create(issuer, facts(issuer, { checksum_hash: CHECKSUM }))
    const forged = { ...issuer.headers, 'Auth-Signature': newWallet().headers['Auth-Signature'] ?? '' }
    const answer = await server.http.get(`${certificates}${id}/`).set(forged).expect(200)
    expect(answer.body).not.toHaveProperty('checksum')
  })

  it.each(['e0e433e9-477e-43a3-8e23-dfe2686202be', 'abc', '%00', '%zz', '1', "'; DROP TABLE certificates"])(
    'returns 404 for the id %s',
    async (id) => {
      const answer = await server.http.get(`${certificates}${id}/`).expect(404)
      expect(answer.body).toStrictEqual({ detail: 'Not found.' })
    },
  )
})

describe('GET /certificates/ and get_certificates_by_learner/', () => {
  it('lists issued certificates oldest first, and held certificates by title', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const titles = ['b', 'a', 'c']
    const ids: string[] = []
    for (const title of titles) ids.push(await create(issuer, facts(holder, { certificate_title: title })))

    const list = async (wallet: TestWallet, query = '') =>
      (await server.http.get(`${certificates}${query}`).set(wallet.headers).expect(200)).body
    const idsOf = (rows: { id: string }[]) => rows.map((row) => row.id)

    expect(idsOf(await list(issuer))).toStrictEqual(ids)
    expect(idsOf(await list(issuer, '?limit=1&offset=1'))).toStrictEqual([ids[1]])
    expect(await list(issuer, '?role=holder')).toStrictEqual([])
    expect(await list(holder)).toStrictEqual([])
    expect(idsOf(await list(holder, '?role=holder'))).toStrictEqual([ids[1], ids[0], ids[2]])
    const [listed] = await list(holder, '?role=holder&limit=1')
    expect(listed).toStrictEqual(await retrieve(ids[1] ?? '', holder))
  })

  it('lists a holder’s certificates without a signature, for an address in any letter case, on both paths', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await create(issuer, facts(holder, { checksum_hash: CHECKSUM }))
    const digits = holder.address.slice(2)
    for (const address of [holder.address, digits, digits.toUpperCase(), `0x${digits.toUpperCase()}`]) {
      for (const path of [certificates, `${certificates}get_certificates_by_learner/`]) {
        const { body } = await server.http.get(path).query({ eth_address: address }).expect(200)
        expect(body).toStrictEqual([await retrieve(id)])
      }
    }
  })

  it.each(['', '?eth_address=', '?eth_address=0x00000', '?eth_address=%00', '?eth_address=a&eth_address=b'])(
    'returns an empty list for get_certificates_by_learner/%s',
    async (query) => {
      const { body } = await server.http.get(`${certificates}get_certificates_by_learner/${query}`).expect(200)
      expect(body).toStrictEqual([])
    },
  )

  it('requires a signature when no address is given', async () => {
    await server.http.get(certificates).expect(401)
  })

  it.each(['limit=0', 'limit=x', 'offset=-1', 'offset=99999999999', 'role=owner', 'limit=1&limit=2'])(
    'rejects ?%s',
    async (query) => {
      const answer = await server.http.get(`${certificates}?${query}`).set(newWallet().headers).expect(400)
      expect(answer.body).toStrictEqual({ error: { [query.split('=')[0] as string]: [expect.any(String)] } })
    },
  )
})

describe('POST /certificates/:id/delete_by_id/', () => {
  const remove = (id: string, wallet: TestWallet) =>
    server.http.post(`${certificates}${id}/delete_by_id/`).set(wallet.headers)

  it('deletes the holder’s certificate and leaves a tombstone', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await create(issuer, facts(holder, { skills: ['Python'] }))
    expect((await remove(id, holder).expect(200)).body).toStrictEqual({ status: 'ok' })

    await server.http.get(`${certificates}${id}/`).expect(404)
    await remove(id, holder).expect(404)
    expect((await server.http.get(certificates).set(issuer.headers)).body).toStrictEqual([])
    const tombstone = await server.db.prisma.tombstone.findUnique({ where: { certificateId: id } })
    expect(tombstone).toMatchObject({ deletedAt: expect.any(Date), kind: 'deleted', revokedAt: null })
  })

  it('rejects other wallets, the issuer too, and unsigned requests', async () => {
    const [issuer, holder] = [newWallet(), newWallet()]
    const id = await create(issuer, facts(holder))
    for (const wallet of [issuer, newWallet()]) {
      expect((await remove(id, wallet).expect(401)).body).toStrictEqual({ status: 'denied' })
    }
    await server.http.post(`${certificates}${id}/delete_by_id/`).expect(401)
    await retrieve(id)
  })

  it.each([
    ['no body', (request: ReturnType<typeof remove>) => request],
    ['no body with a content type', (request: ReturnType<typeof remove>) => request.type('application/json')],
    ['null', (request: ReturnType<typeof remove>) => request.type('application/json').send('null')],
    ['broken JSON', (request: ReturnType<typeof remove>) => request.type('application/json').send('{')],
    ['a form', (request: ReturnType<typeof remove>) => request.type('form').send('a=b')],
    ['plain text', (request: ReturnType<typeof remove>) => request.type('text/plain').send('please')],
  ])('ignores the body: %s', async (_, withBody) => {
    const holder = newWallet()
    const id = await create(holder, facts(holder))
    await withBody(remove(id, holder)).expect(200)
  })

  it.each(['e0e433e9-477e-43a3-8e23-dfe2686202be', 'abc'])('returns 404 for the id %s', async (id) => {
    expect((await remove(id, newWallet()).expect(404)).body).toStrictEqual({ detail: 'Not found.' })
  })

  it('deletes once for concurrent requests', async () => {
    const holder = newWallet()
    const id = await create(holder, facts(holder))
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await remove(id, holder)).status))
    expect(statuses.toSorted()).toStrictEqual([200, ...Array(7).fill(404)])
  })
})
