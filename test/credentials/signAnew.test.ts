import { randomBytes } from 'node:crypto'
import { verifyCredential } from '@chancery/verify/credential'
import { beforeEach, describe, expect, it } from 'vitest'
import { signAnew } from '../../src/credentials/signAnew.ts'
import { secretsBy } from '../../src/database/secrets.ts'
import { didKeyOf } from '../../src/issuers/did.ts'
import { compromiseKey, rotateKey } from '../../src/issuers/keys.ts'
import { publicCertificateFinder } from '../../src/public/lookup.ts'
import { fetchFrom } from '../support/credentials/fetchFrom.ts'
import { contextIn } from '../support/lms/context.ts'
import { issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp, type TestSite } from '../support/server/app.ts'

const publicUrl = 'https://certs.example.org'
const secretsKey = randomBytes(32)

let server: TestApp
let site: TestSite
beforeEach(async () => {
  server = await startTestApp({ publicUrl, secretsKey })
  site = await newSite(server.db)
})

const credentialOf = async (publicId: string): Promise<string> =>
  String((await server.http.get(`/verify/${publicId}/credential.json`).responseType('blob').expect(200)).body)
const isValid = async (credential: string): Promise<boolean> =>
  (await verifyCredential(credential, { fetchDocument: fetchFrom(server, publicUrl) })).verdict === 'valid'
const keyContext = () => ({ ...contextIn(server.db, site.id), secrets: () => secretsBy(secretsKey) })

/** Context of the command, whose lookup of certificates fails after some. */
function signingContext(lookups = Number.POSITIVE_INFINITY) {
  const lookup = { trustRegistries: [], chainId: 1, hasAttestations: false, now: () => new Date() }
  const find = publicCertificateFinder({ ...lookup, db: server.db, publicUrl: () => publicUrl })
  let left = lookups
  const findCertificate = async (publicId: string) => {
    left -= 1
    if (left < 0) throw new Error('interrupted')
    return find(publicId)
  }
  return { ...keyContext(), publicUrl, issuerKeys: new Map(), chainId: 1, findCertificate }
}

async function exported(count: number) {
  const all = []
  for (let number = 0; number < count; number += 1) {
    const issued = await issueStating(server, site.id)
    all.push({ ...issued, badge: await credentialOf(issued.publicId) })
  }
  return all
}

const stored = () =>
  server.db.prisma.credential.findMany({
    where: { isCurrent: true, signed: { not: null } },
    select: { publicId: true, signed: true },
    orderBy: { publicId: 'asc' },
  })

describe('signAnew', () => {
  it('signs all that a compromised key had signed, and continues after an interruption', async () => {
    const all = await exported(12)
    await compromiseKey(keyContext())
    expect(await stored()).toStrictEqual([])

    await expect(signAnew(signingContext(4), site.id)).rejects.toThrow('interrupted')
    await expect.poll(async () => (await stored()).length).toBe(4)
    const first = await stored()

    expect(await signAnew(signingContext(), site.id)).toBe(8)
    const badges = await stored()
    expect(badges).toHaveLength(12)
    expect(badges).toEqual(expect.arrayContaining(first))
    for (const { publicId, badge } of all) {
      const next = await credentialOf(publicId)
      expect(badges).toContainEqual({ publicId, signed: next })
      expect([await isValid(badge), await isValid(next)]).toStrictEqual([false, true])
    }
    expect(await signAnew(signingContext(), site.id)).toBe(0)
  })

  it('leaves out certificates that are erased, of other sites, or signed by a key that is not compromised', async () => {
    const [kept, erased] = await exported(2)
    const other = await newSite(server.db)
    const foreign = await issueStating(server, other.id)
    const foreignBadge = await credentialOf(foreign.publicId)
    await rotateKey(keyContext())
    expect(await signAnew(signingContext(), site.id)).toBe(0)
    const former = await server.db.prisma.siteKey.findFirstOrThrow({ where: { siteId: site.id, sealed: null } })
    await compromiseKey(keyContext(), didKeyOf(former.publicKey))
    const { userId } = await server.db.prisma.courseCertificate.findUniqueOrThrow({ where: { id: erased?.id ?? 0 } })
    await server.http.delete(`/openapi/v1/users/${userId}?erase=true`).set('X-API-KEY', site.key).expect(200)
    expect(await signAnew(signingContext(), site.id)).toBe(1)
    expect((await stored()).map(({ publicId }) => publicId).sort()).toStrictEqual(
      [kept?.publicId, foreign.publicId].sort(),
    )
    expect(await credentialOf(foreign.publicId)).toBe(foreignBadge)
  })
})
