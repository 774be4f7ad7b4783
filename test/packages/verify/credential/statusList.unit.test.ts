import { gzipSync } from 'node:zlib'
import { type FetchDocument, signCredential, verifyCredential } from '@chancery/verify/credential'
import { describe, expect, it } from 'vitest'
import { badge, bodyOf, issuerKey, otherKey } from './badges.ts'

const url = 'https://certs.example/status/1'
const now = new Date('2026-06-01T00:00:00Z')
const entry = {
  id: `${url}#9`,
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '9',
  statusListCredential: url,
}

/** Returns the list, in which only entry 9 is set. */
function bitsWith(index: number, bytes = 16_384): string {
  const bits = new Uint8Array(bytes)
  bits[index >> 3] = 128 >> (index & 7)
  return `u${gzipSync(bits).toString('base64url')}`
}

const list = (encodedList: string, purpose = 'revocation', did = issuerKey.did) => ({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  id: url,
  type: ['VerifiableCredential', 'BitstringStatusListCredential'],
  issuer: did,
  validFrom: '2026-01-01T00:00:00Z',
  credentialSubject: { id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: purpose, encodedList },
})

const credential = await signCredential({ ...badge(), credentialStatus: entry }, issuerKey)

async function revocation(fetched: object, of: object = credential) {
  const fetchDocument: FetchDocument = async (asked) => (asked === url ? bodyOf(fetched) : { outcome: 'missing' })
  const { verdict, checks } = await verifyCredential(of, { now, fetchDocument, issuer: issuerKey.did })
  const { code, evidence } = checks[4] ?? {}
  return { verdict, code, ...evidence }
}

const good = await signCredential(list(bitsWith(8)), issuerKey)
const revoked = await signCredential(list(bitsWith(9)), issuerKey)
const bomb = `u${gzipSync(new Uint8Array(200_000_000)).toString('base64url')}`
const untrusted: [string, object, string][] = [
  ['was changed', { ...good, credentialSubject: revoked.credentialSubject }, 'changed'],
  ['hides a revocation', { ...revoked, credentialSubject: good.credentialSubject }, 'changed'],
  ['is not signed', list(bitsWith(9)), 'changed'],
  [
    'has expired',
    await signCredential({ ...list(bitsWith(8)), validUntil: '2026-02-01T00:00:00Z' }, issuerKey),
    'not_valid_now',
  ],
  [
    'is not valid yet',
    await signCredential({ ...list(bitsWith(8)), validFrom: '2027-01-01T00:00:00Z' }, issuerKey),
    'not_valid_now',
  ],
  [
    'is of another issuer',
    await signCredential(list(bitsWith(9), 'revocation', otherKey.did), otherKey),
    'other_issuer',
  ],
  ['is signed by another issuer', await signCredential(list(bitsWith(9)), otherKey), 'changed'],
  ['is for another purpose', await signCredential(list(bitsWith(9), 'suspension'), issuerKey), 'other_purpose'],
  ['is another list', await signCredential({ ...list(bitsWith(8)), id: `${url}0` }, issuerKey), 'other_list'],
  ['is too short', await signCredential(list(bitsWith(9, 16_383)), issuerKey), 'bad_entries'],
  ['is a gzip bomb', await signCredential(list(bomb), issuerKey), 'bad_entries'],
  ['is not gzip', await signCredential(list('uAAAA'), issuerKey), 'bad_entries'],
  ['is not a credential', { error: 'Not found' }, 'not_a_credential'],
]

describe('verifyCredential, with a status list', () => {
  it('finds whether the bit of the credential is set', async () => {
    const set = await signCredential(list(bitsWith(9)), issuerKey)
    const others = await signCredential(list(bitsWith(8)), issuerKey)
    expect(await revocation(set)).toMatchObject({ verdict: 'not_valid', code: 'revocation.revoked' })
    expect(await revocation(others)).toMatchObject({ verdict: 'valid', code: 'revocation.not_revoked' })
  })

  it('reads a StatusList2021, and a suspension', async () => {
    const old = { ...entry, type: 'StatusList2021Entry', statusPurpose: 'suspension' }
    const contexts = ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/vc/status-list/2021/v1']
    const { validFrom: issuanceDate, ...rest } = list(bitsWith(9).slice(1), 'suspension')
    const oldList = {
      ...{ ...rest, issuanceDate, '@context': [...contexts, 'https://w3id.org/security/data-integrity/v2'] },
      type: ['VerifiableCredential', 'StatusList2021Credential'],
      credentialSubject: { ...rest.credentialSubject, type: 'StatusList2021' },
    }
    const document = { ...badge(), '@context': [...badge()['@context'], contexts[1]], credentialStatus: [old] }
    const signed = await signCredential(document, issuerKey)
    expect(await revocation(await signCredential(oldList, issuerKey), signed)).toMatchObject({
      ...{ verdict: 'not_valid', code: 'revocation.revoked', purpose: 'suspension' },
    })
  })

  it.each(untrusted)('concludes nothing from a list that %s', async (_, fetched, reason) => {
    const began = performance.now()
    expect(await revocation(fetched)).toMatchObject({ verdict: 'not_checked', code: 'revocation.bad_list', reason })
    expect(performance.now() - began).toBeLessThan(5000)
  })

  it('concludes nothing from an index beyond the list', async () => {
    const far = await signCredential(
      { ...badge(), credentialStatus: { ...entry, statusListIndex: '131072' } },
      issuerKey,
    )
    expect(await revocation(good, far)).toMatchObject({ verdict: 'not_checked', code: 'revocation.bad_list' })
  })

  it('concludes nothing if the list is missing, or the kind of status is not known', async () => {
    expect(await verifyCredential(credential, { now, issuer: issuerKey.did })).toMatchObject({ verdict: 'not_checked' })
    const other = { ...entry, type: '1EdTechRevocationList' }
    const { checks } = await verifyCredential({ ...credential, credentialStatus: other }, { now })
    expect(checks[4]).toMatchObject({ outcome: 'unknown', code: 'revocation.unsupported' })
  })
})
