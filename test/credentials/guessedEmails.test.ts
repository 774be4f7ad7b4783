import { hash, randomBytes } from 'node:crypto'
import { crc32, deflateSync, gunzipSync } from 'node:zlib'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { confirmationOf, saltsIn, textOfPng } from '../support/credentials/emailAttacker.ts'
import { exchangeOf, newLearnerWallet } from '../support/credentials/learnerWallet.ts'
import { credentialIn } from '../support/credentials/offering.ts'
import { newSite, startTestApp, type TestApp } from '../support/server/app.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// An attacker with a list of right emails confirms none of 100 holders from what is public.

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

const COUNT = 100

/** Addresses as people give them: with capital letters, tags, and domains in other scripts. */
const emailOf = (at: number) =>
  [`learner${at}@secret.example`, `Ada.Learner+${at}@Secret.Example`, `l${at}@xn--mnchen-3ya.example`][at % 3] ?? ''

type Certificate = { email: string; publicId: string; texts: Map<string, string> }

let server: TestApp
let certificates: Certificate[]
let statusLists: string

beforeAll(async () => {
  const issuerKeys = new Map<number, `0x${string}`>()
  server = await startTestApp({ publicUrl: 'https://certs.example', secretsKey: randomBytes(32), issuerKeys })
  const site = await newSite(server.db)
  issuerKeys.set(site.id, `0x${'5'.repeat(64)}`)
  const post = async (path: string, body: object = {}) =>
    (await server.http.post(`/openapi/v1${path}`).set('X-API-KEY', site.key).send(body)).body
  const course = await post('/courses', { name: 'Welding' })
  certificates = []
  for (let at = 0; at < COUNT; at += 1) {
    const email = emailOf(at)
    const person = {
      name: `Learner ${at}`,
      email,
      password: 'p',
      roleAlias: 'learner',
      eth_address: newWallet().address,
    }
    const { id: userId } = await post('/users', person)
    const { id, publicId } = await post(`/courses/${course.id}/certificates`, { userId, name: 'Welding, level 1' })
    expect(publicId).toMatch(/-/)
    // Of each kind: published, encrypted, revoked, and in this server only.
    if (at % 10 === 0) await post(`/certificates/${id}/publish${at % 20 === 0 ? '?encrypt=true' : ''}`)
    if (at % 10 === 5) await post(`/certificates/${id}/revoke`, { reason: 'Typing error' })
    certificates.push({ email, publicId, texts: new Map() })
  }
  const waiting = [...certificates]
  const fetchNext = async (): Promise<void> => {
    const next = waiting.pop()
    if (!next) return
    next.texts = await publicTexts(next.publicId)
    if (waiting.length % 10 === 1) next.texts.set('/offers', await takenText(next.publicId))
    await fetchNext()
  }
  await Promise.all([fetchNext(), fetchNext(), fetchNext(), fetchNext()])
  const lists = await server.http.get(`/status/${site.id}/1`).responseType('blob').expect(200)
  const { credentialSubject } = JSON.parse(lists.body.toString())
  const bits = gunzipSync(Buffer.from(credentialSubject.encodedList.slice(1), 'base64url'))
  statusLists = [lists.body.toString(), JSON.stringify(lists.headers), bits.toString('hex')].join('\n')
})

/** Everything that a stranger gets who knows the public id, as text. */
async function publicTexts(publicId: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  const page = `/verify/${publicId}`
  const files = ['.json', '/bundle.json', '/credential.json', '/credential.png', '/badge.png'].map((end) => page + end)
  for (const path of [page, ...files, `/images/${publicId}-0.png`]) {
    const { body, headers, status } = await server.http.get(path).set('accept', '*/*').responseType('blob')
    const bytes = Buffer.from(body)
    const isPng = headers['content-type'] === 'image/png'
    texts.set(path, `${status}\n${JSON.stringify(headers)}\n${isPng ? textOfPng(bytes) : bytes.toString()}`)
  }
  return texts
}

/** What a stranger gets who takes the certificate into their own wallet. */
async function takenText(publicId: string): Promise<string> {
  const { headers } = await server.http.post(`/verify/${publicId}/offers`).expect(303)
  const address = headers.location ?? ''
  const { text } = await server.http.get(new URL(address).pathname).expect(200)
  const { body } = await exchangeOf(server, address).take(await newLearnerWallet())
  return `${text}\n${JSON.stringify(credentialIn({ status: 200, body }))}`
}

const wholeOf = ({ texts }: Certificate) => [...texts.values(), statusLists].join('\n')

describe('an attacker with a list of right emails', () => {
  it('gets all public documents', () => {
    expect(certificates).toHaveLength(COUNT)
    for (const { publicId, texts } of certificates) {
      const served = [...texts].flatMap(([path, text]) =>
        text.startsWith('200\n') ? [path.replace(publicId, '')] : [],
      )
      expect(served).toEqual(
        expect.arrayContaining([
          ...['/verify/', '/verify/.json', '/verify//credential.json'],
          ...['/verify//credential.png', '/verify//badge.png', '/images/-0.png'],
        ]),
      )
      // The pictures carry the credential, which the attacker reads too.
      for (const file of ['credential.png', 'badge.png'])
        expect(texts.get(`/verify/${publicId}/${file}`)).toContain('"OpenBadgeCredential"')
      expect(texts.get(`/verify/${publicId}`)).toContain('property="og:title"')
    }
  })

  it('confirms none, plain or hashed, with any public text as salt', () => {
    const whole = certificates.map(wholeOf)
    const salts = whole.map(saltsIn)
    // Texts that all documents have would be a salt in all of them, so a few documents show that.
    const common = new Set([...(salts[0] ?? [])].filter((salt) => salts.every((all) => all.has(salt))))
    expect(common.size).toBeGreaterThan(100)
    for (const [at, { email }] of certificates.entries()) {
      const tried = new Set([...(salts[at] ?? [])].filter((salt) => at < 5 || salt === '' || !common.has(salt)))
      expect(tried.size).toBeGreaterThan(30)
      expect(confirmationOf(email, whole[at] ?? '', tried), email).toBeNull()
    }
  })

  const [email, salt] = ['Ada.Learner+1@Secret.Example', 'f81d4fae']
  const keccak = (text: string) => Buffer.from(keccak_256(utf8ToBytes(text)))
  const planted: [string, string][] = [
    ['the email', email],
    ['the email in capital letters', email.toUpperCase()],
    ['sha256, hex', hash('sha256', email)],
    ['sha256 of lower case with the salt after it, hex', `sha256$${hash('sha256', email.toLowerCase() + salt)}`],
    ['sha256 with the salt before it, base64url', hash('sha256', salt + email, 'base64url')],
    ['sha256 with the name of the holder, base64', hash('sha256', `${email}Learner 1`, 'base64')],
    ['sha1 of upper case, HEX', hash('sha1', email.toUpperCase() + salt).toUpperCase()],
    ['md5 as avatars have it', hash('md5', email.toLowerCase())],
    ['keccak256, hex', `0x${keccak(email + salt).toString('hex')}`],
    ['keccak256, base64url', keccak(salt + email.toLowerCase()).toString('base64url')],
    ['the beginning of a hash', hash('sha256', email + salt).slice(0, 20)],
  ]

  it.each(planted)('would find %s in a credential', (_, text) => {
    const { texts, publicId } = certificates[1] ?? expect.fail()
    const credential = texts.get(`/verify/${publicId}/credential.json`) ?? ''
    const document = `${credential}{"identityHash":"${text}","salt":"${salt}"}`
    expect(confirmationOf(email, document, saltsIn(document))).not.toBeNull()
    // It finds no other email.
    expect(confirmationOf('ada.learner+2@secret.example', document, saltsIn(document))).toBeNull()
  })

  it('would find the punycode of a domain, and spaces around an email', () => {
    const [given, ascii] = [' l1@münchen.example', 'l1@xn--mnchen-3ya.example']
    for (const text of [given, ascii, hash('sha256', ascii), hash('sha256', given), hash('md5', given.trim())])
      expect(confirmationOf(given, `"${text}"`, new Set(['']))).not.toBeNull()
  })

  it('would find an email in the text of a picture, compressed or not', () => {
    const digest = hash('sha256', email + salt)
    for (const [type, data] of [
      ['tEXt', Buffer.from(`Comment\0${salt} ${digest}`)],
      ['zTXt', Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(`${salt} ${digest}`)])],
    ] as const) {
      const text = textOfPng(Buffer.concat([Buffer.alloc(8), pngChunk(type, data)]))
      expect(confirmationOf(email, text, saltsIn(text))).not.toBeNull()
    }
  })
})

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, crc])
}
