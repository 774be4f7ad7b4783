import { crc32 } from 'node:zlib'
import { signCredential, UnreadableCredential, verifyCredential } from '@chancery/verify/credential'
import { describe, expect, it } from 'vitest'
import { badge, issuerKey, signedBadge } from './badges.ts'

const signed = await signedBadge()
const text = JSON.stringify(signed)
const options = { issuer: issuerKey.did }

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, crc] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  crc.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, crc])
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
const baked = (content: string, compressed = 0) =>
  chunk(
    'iTXt',
    Buffer.concat([Buffer.from('openbadgecredential\0'), Buffer.from([compressed, 0, 0, 0]), Buffer.from(content)]),
  )
const png = (...chunks: Buffer[]) =>
  Buffer.concat([signature, chunk('IHDR', Buffer.alloc(13)), ...chunks, chunk('IEND', Buffer.alloc(0))])

const element = (content: string) =>
  `<openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"><![CDATA[${content}]]></openbadges:credential>`
const svg = (...elements: string[]) =>
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${elements.join('')}</svg>`

describe('verifyCredential, with a picture', () => {
  it('verifies a PNG and an SVG', async () => {
    expect((await verifyCredential(new Uint8Array(png(baked(text))), options)).verdict).toBe('valid')
    expect((await verifyCredential(svg(element(text)), options)).verdict).toBe('valid')
    expect(
      (await verifyCredential(Buffer.from(svg(`<!-- ${element('{}')} -->`, element(text))), options)).verdict,
    ).toBe('valid')
  })

  it('reads a credential that contains the end of a CDATA section', async () => {
    const document = await signCredential({ ...badge(), name: 'a]]>b' }, issuerKey)
    const split = JSON.stringify(document).replace(']]>', ']]]]><![CDATA[>')
    expect((await verifyCredential(svg(element(split)), options)).verdict).toBe('valid')
  })

  const broken = png(baked(text))
  broken[broken.length - 20] = (broken[broken.length - 20] ?? 0) ^ 1

  it.each([
    ['a PNG with two badges', png(baked(text), baked(text)), 'several'],
    ['a PNG with a wrong checksum', broken, 'damaged'],
    ['a PNG with a compressed badge', png(baked(text, 1)), 'compressed'],
    ['a PNG without a badge', png(), 'no badge'],
    ['a PNG that is cut off', png(baked(text)).subarray(0, 200), 'cut off'],
    ['an SVG with two badges', svg(element(text), element(text)), 'several'],
    ['an SVG without a badge', svg(), 'no badge'],
    ['an SVG that is cut off', svg(element(text)).slice(0, 300), 'cut off'],
  ])('rejects %s', async (_, input, reason) => {
    await expect(verifyCredential(input, options)).rejects.toThrow(UnreadableCredential)
    await expect(verifyCredential(input, options)).rejects.toThrow(reason)
  })
})

describe('verifyCredential, with hostile input', () => {
  async function inTime(input: string | object) {
    const began = performance.now()
    const result = await verifyCredential(input, options).catch((error: unknown) => error)
    expect(performance.now() - began).toBeLessThan(8000)
    return result
  }

  const nodes = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ type: ['Achievement'], id: `urn:${at}` }))
  const circle: Record<string, unknown> = { ...signed }
  circle.self = circle

  it.each([
    ['10 MB', { ...signed, name: 'x'.repeat(10_000_000) }],
    ['10 MB of text', JSON.stringify({ ...signed, name: 'x'.repeat(10_000_000) })],
    ['10,000 nodes', { ...signed, credentialSubject: nodes(10_000) }],
    ['a million numbers in a JWT', `e30.${Buffer.from(`{"a":[${'1,'.repeat(600_000)}1]}`).toString('base64url')}.`],
    ['brackets', `{"a":${'['.repeat(500_000)}`],
    ['a deep JWT', `e30.${Buffer.from(`{"a":${'['.repeat(500_000)}`).toString('base64url')}.`],
    ['a circle', circle],
    ['no credential', { type: ['Person'] }],
    ['null', 'null'],
    ['an empty text', ''],
    ['comments without an end', `<svg>${'<!--'.repeat(200_000)}`],
  ])('rejects %s as unreadable', async (_, input) => {
    expect(await inTime(input)).toBeInstanceOf(UnreadableCredential)
  })

  it.each([8, 20, 60])('does not check a bomb of %i blank nodes', async (size) => {
    const ids = Array.from({ length: size }, (_, at) => `_:b${at}`)
    const bomb = ids.map((id, at) => ({
      id,
      knows: ids.filter((_, other) => other !== at).map((other) => ({ id: other })),
    }))
    const context = [...badge()['@context'], { knows: 'https://example.org/knows' }]
    const result = await inTime({ ...signed, '@context': context, credentialSubject: bomb })
    const isUnreadable = result instanceof UnreadableCredential
    if (!isUnreadable) expect(result).toMatchObject({ verdict: 'not_checked' })
  })

  it('checks a large credential in time', async () => {
    expect(await inTime({ ...signed, credentialSubject: nodes(900) })).toMatchObject({ verdict: 'not_valid' })
  })
})
