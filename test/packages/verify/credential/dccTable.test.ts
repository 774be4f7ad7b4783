import { gunzipSync } from 'node:zlib'
import { verifyCredential as verifyElsewhere } from '@digitalcredentials/verifier-core'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { dccClock, dccTable } from './dccTable.ts'
import { dccCredentials, dccLists, fetchRecorded, findInDcc } from './dccVectors.ts'

// The table of the DCC credentials, without our verifier: signatures by @digitalcredentials/verifier-core, dates and identifiers
// from the plain JSON, bits by zlib.

beforeAll(() => {
  vi.stubGlobal('fetch', async (input: string | URL | Request) => {
    const found = await fetchRecorded(input instanceof Request ? input.url : String(input), AbortSignal.timeout(5000))
    if (found.outcome !== 'found') return new Response('', { status: 404 })
    return new Response(new TextDecoder().decode(found.body), { headers: { 'content-type': 'application/json' } })
  })
  // It logs that it cannot fetch its own choice of schema.
  vi.spyOn(console, 'log').mockImplementation(() => {})
  vi.spyOn(console, 'error').mockImplementation(() => {})
})
afterAll(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

type Dated = { validFrom?: string; issuanceDate?: string; validUntil?: string; expirationDate?: string }
type Credential = Dated & {
  id: string
  type: string[]
  issuer: string | { id: string }
  credentialStatus?: { statusListCredential: string; statusListIndex: string; statusPurpose: string }
  credentialSubject: { encodedList: string; statusPurpose: string }
}

const parsed = (text: string | undefined): Credential => JSON.parse(text ?? '{}')
const issuerOf = ({ issuer }: Credential) => (typeof issuer === 'string' ? issuer : issuer.id)

/** Judges the signature alone: at a time when the credential is valid already, because their verifier stops before that. */
async function signatureOf(credential: Credential): Promise<string> {
  const begin = Date.parse(credential.validFrom ?? '')
  vi.useFakeTimers({ toFake: ['Date'], now: begin > Date.now() ? begin : Date.now() })
  const { log, errors } = await verifyElsewhere({
    credential: structuredClone(credential) as never, // Their type has fewer fields.
    knownDIDRegistries: [],
  })
  vi.useRealTimers()
  if (log?.some(({ id, valid }) => id === 'valid_signature' && valid)) return 'signed'
  return errors?.some(({ name }) => name === 'did_web_unresolved') ? 'unreachable' : 'not_signed'
}

function periodOf({ validFrom, issuanceDate, validUntil, expirationDate }: Dated): string {
  const [begin, end] = [validFrom ?? issuanceDate, validUntil ?? expirationDate].map((at) => at && new Date(at))
  if (end && end <= dccClock) return 'expired'
  if (begin && begin > dccClock) return 'not_yet'
  return end ? 'ahead' : 'never'
}

/** Returns the bits of a list. Null if it cannot be decompressed. */
function bitsOf({ credentialSubject: { encodedList } }: Credential): Buffer | null {
  try {
    return gunzipSync(Buffer.from(encodedList.replace(/^u/, ''), 'base64url'))
  } catch {
    return null
  }
}

/** Returns the numbers of the entries whose bit is set. */
function setIn(bits: Buffer): number[] {
  return [...bits].flatMap((byte, at) =>
    [...Array(8).keys()].flatMap((bit) => (byte & (128 >> bit) ? [at * 8 + bit] : [])),
  )
}

/** Why a list cannot be used for a credential. Null for one that can. */
async function faultOf(list: Credential, of: Credential): Promise<string | null> {
  const { statusListCredential, statusPurpose } = of.credentialStatus ?? expect.fail('No status.')
  if (!list.type.includes('BitstringStatusListCredential')) return 'no_type'
  if (issuerOf(list) !== issuerOf(of)) return 'other_issuer'
  if (list.id !== statusListCredential) return 'other_list'
  if (list.credentialSubject.statusPurpose !== statusPurpose) return 'other_purpose'
  if (!['never', 'ahead'].includes(periodOf(list))) return 'not_valid_now'
  return (await signatureOf(list)) === 'signed' ? null : 'changed'
}

describe('the table of the DCC credentials', () => {
  it.each(dccTable)('is right for $name', async ({ name, ...row }) => {
    const credential = parsed(dccCredentials.get(name))
    const signature = await signatureOf(credential)
    const expiry = periodOf(credential)
    const { statusListCredential: url } = credential.credentialStatus ?? {}
    const list = url === undefined ? null : parsed(dccLists.get(url) ?? expect.fail(`No list ${url}.`))
    const status = list ? await faultOf(list, credential) : 'none'
    const did = issuerOf(credential)
    const listed = (await findInDcc(did, AbortSignal.timeout(5000))).outcome === 'listed'
    // Its domain belongs to GitHub, which lets anyone publish there.
    const unlisted = did.startsWith('did:web:digitalcredentials.github.io:') ? 'hosted' : 'none'
    const isBad = signature === 'not_signed' || ['expired', 'not_yet'].includes(expiry)
    const isUnknown = signature === 'unreachable' || status !== 'none'
    const verdict = (isListed: boolean) =>
      isBad ? 'not_valid' : !isListed ? 'issuer_not_confirmed' : isUnknown ? 'not_checked' : 'valid'
    expect(row).toStrictEqual({
      ...{ signature, expiry, status, listed: listed ? 'registry' : unlisted, unlisted },
      ...{ verdict: verdict(listed), verdictUnlisted: verdict(false) },
    })
  })

  it('has a list with the bit for each credential that is called revoked, and without it for the others', () => {
    let count = 0
    for (const [name, text] of dccCredentials) {
      const { credentialStatus } = parsed(text)
      if (!credentialStatus || name === 'ed25519/didKey/legacy-tamperedStatus-noExpiry') continue
      const bits = bitsOf(parsed(dccLists.get(credentialStatus.statusListCredential))) ?? expect.fail(name)
      const isSet = setIn(bits).includes(Number(credentialStatus.statusListIndex))
      expect(isSet, name).toBe(/-revoked(Status)?-/.test(name))
      count += 1
    }
    expect(count).toBe(20)
  })
})

/** Signature, period, type, place, number of entries, and those whose bit is set. A list must have 131,072 entries. */
const lists = `
e5WK8CbZ1GjycuPombrj signed never marked elsewhere 100000 2,6,8
expired signed expired marked own 100000 2,6,8
missingBitStringType signed never unmarked own 100000 2,6,8
notYetValid signed not_yet marked own 100000 2,6,8
tampered not_signed never marked own damaged none
`
  .trim()
  .split('\n')
  .map((line) => line.split(' '))

describe('the status lists of the DCC', () => {
  it.each(lists)('are as the table says: %s', async (name = '', ...row) => {
    const [url = '', text] = [...dccLists].find(([address]) => address.endsWith(`/${name}`)) ?? []
    const list = parsed(text)
    const bits = bitsOf(list)
    expect([
      await signatureOf(list),
      periodOf(list),
      list.type.includes('BitstringStatusListCredential') ? 'marked' : 'unmarked',
      list.id === url ? 'own' : 'elsewhere',
      ...(bits ? [String(bits.length * 8), setIn(bits).join()] : ['damaged', 'none']),
    ]).toStrictEqual(row)
    expect(list.credentialSubject.statusPurpose).toBe('revocation')
  })

  it('are all in the table', () => {
    expect(new Set([...dccLists.keys()].map((url) => url.split('/').at(-1)))).toStrictEqual(
      new Set(lists.map(([name]) => name)),
    )
  })
})
