import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { files } from '../../support/files/files.ts'
import { newFolder } from '../../support/files/folders.ts'
import { formOf, type Part } from '../../support/files/form.ts'
import { send } from '../../support/hostile/hostileClient.ts'
import { startKubo } from '../../support/ipfs/kuboServer.ts'
import { startTestApp, type TestApp } from '../../support/server/app.ts'
import { newWallet } from '../../support/wallet/wallets.ts'

const MAX = 2 * 1024 * 1024
const wallet = newWallet()

let server: TestApp
let dataDir: string
beforeAll(async () => {
  dataDir = await newFolder()
  server = await startTestApp({ maxFileBytes: MAX, dataDir })
})

const aFile = (content: Uint8Array): Part => ({ name: 'file', filename: 'document.pdf', content })

function upload(parts: Part[], headers: Record<string, string> = {}, to = server) {
  const { type, body } = formOf(parts)
  const all = { ...wallet.headers, 'content-type': type, ...headers }
  return send(to.url, { method: 'POST', path: '/api/v1/files/', headers: all, body })
}

/** Returns the names of all files on disk: those of the store and of uploads. */
async function onDisk(): Promise<string[]> {
  const all = await readdir(dataDir, { recursive: true, withFileTypes: true })
  return all.filter((entry) => entry.isFile()).map(({ name }) => name)
}

describe('POST /files/', () => {
  it.each(files)('returns the CID of `ipfs add`, the checksum and the size: $name', async ({ bytes, v1 }) => {
    const answer = await upload([aFile(bytes)])
    expect(answer.status, answer.body).toBe(200)
    const checksum = createHash('sha256').update(bytes).digest('hex')
    expect(JSON.parse(answer.body)).toStrictEqual({ ipfs_hash: v1, checksum_hash: checksum, size: bytes.length })
    const again = await fetch(`${server.url}/ipfs/${v1}`)
    expect(Buffer.compare(Buffer.from(await again.arrayBuffer()), bytes)).toBe(0)
  })

  it('returns hashes that POST /certificates/ accepts', async () => {
    const { ipfs_hash, checksum_hash } = JSON.parse((await upload([aFile(randomBytes(1000))])).body)
    const created = await server.http.post('/api/v1/certificates/').set(wallet.headers).send({
      institution_title: 'University',
      institution_link: 'https://university.example',
      certificate_title: 'Python',
      holder_eth_address: wallet.address,
      ipfs_hash,
      checksum_hash,
    })
    expect(created.status).toBe(200)
    const id = created.body.certificate_pk
    const { documentStatus } = await server.db.prisma.walletCertificate.findUniqueOrThrow({ where: { id } })
    expect(documentStatus).toBe('available')
  })

  it('accepts a signed request once, and stores nothing of an altered body', async () => {
    const url = '/api/v1/files/'
    const content = randomBytes(300_000)
    const { type, body } = formOf([aFile(content)])
    const to = { method: 'POST', path: url }
    const signed = {
      ...wallet.sign({ method: 'POST', url: server.url + url, body, contentType: type }),
      'content-type': type,
    }
    expect((await send(server.url, { ...to, headers: signed, body })).status).toBe(200)
    expect((await send(server.url, { ...to, headers: signed, body })).status).toBe(401)

    const before = await onDisk()
    const altered = Buffer.from(body)
    altered.writeUInt8(altered.readUInt8(1000) ^ 1, 1000)
    const fresh = {
      ...wallet.sign({ method: 'POST', url: server.url + url, body, contentType: type }),
      'content-type': type,
    }
    expect((await send(server.url, { ...to, headers: fresh, body: altered })).status).toBe(401)
    expect((await onDisk()).toSorted()).toStrictEqual(before.toSorted())
  })

  it('stores a file only once', async () => {
    const content = randomBytes(600_000)
    await upload([aFile(content)])
    const before = await onDisk()
    expect((await upload([aFile(content)])).status).toBe(200)
    expect((await onDisk()).toSorted()).toStrictEqual(before.toSorted())
  })

  it('ignores other fields and the file name', async () => {
    const hello = files.find(({ name }) => name === 'hello')
    const note = { name: 'note', content: Buffer.from('a text') }
    const answer = await upload([note, { ...aFile(hello?.bytes ?? Buffer.of()), filename: '../../etc/passwd' }])
    expect(JSON.parse(answer.body).ipfs_hash).toBe(hello?.v1)
  })

  it('accepts a file of the maximum size, and rejects one more byte', async () => {
    expect((await upload([aFile(randomBytes(MAX))])).status).toBe(200)
    const before = await onDisk()
    const answer = await upload([aFile(randomBytes(MAX + 1))])
    expect([answer.status, JSON.parse(answer.body)]).toStrictEqual([413, { error: expect.any(String) }])
    expect(answer.headers['x-error-code']).toBe('request.too_large')
    expect(await onDisk()).toStrictEqual(before)
  })

  it.each<[string, Part[]]>([
    ['several files', [aFile(randomBytes(10)), aFile(randomBytes(10))]],
    [
      'several files, the second in another field',
      [aFile(randomBytes(10)), { ...aFile(randomBytes(10)), name: 'other' }],
    ],
    ['a file in another field', [{ ...aFile(randomBytes(10)), name: 'document' }]],
    ['text in the file field', [{ name: 'file', content: Buffer.from('text') }]],
    ['no fields', []],
  ])('rejects a form with %s, and stores nothing', async (_what, parts) => {
    const before = await onDisk()
    const answer = await upload(parts)
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toStrictEqual({ error: { file: [expect.any(String)] } })
    expect(await onDisk()).toStrictEqual(before)
  })

  it.each([
    ['no boundary', 'multipart/form-data', 'anything'],
    ['a boundary that never appears', 'multipart/form-data; boundary=a', 'anything'],
    ['a truncated header', 'multipart/form-data; boundary=a', '--a\r\nContent-Dispo'],
    [
      'a truncated file',
      'multipart/form-data; boundary=a',
      '--a\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf of it',
    ],
    [
      'another field that is truncated',
      'multipart/form-data; boundary=a',
      '--a\r\nContent-Disposition: form-data; name="other"; filename="a"\r\n\r\nhalf of it',
    ],
    [
      'several files, the last one truncated',
      'multipart/form-data; boundary=a',
      `${'--a\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf\r\n'.repeat(2)}--a\r\nhalf`,
    ],
  ])('rejects a form with %s', async (_what, type, body) => {
    const before = await onDisk()
    const headers = { ...wallet.headers, 'content-type': type }
    const answer = await send(server.url, { method: 'POST', path: '/api/v1/files/', headers, body })
    expect(answer.status).toBe(400)
    expect(JSON.parse(answer.body)).toHaveProperty('error')
    expect(await onDisk()).toStrictEqual(before)
  })

  it('stores nothing of an upload whose client disconnects', async () => {
    const before = await onDisk()
    const { type, body } = formOf([aFile(randomBytes(1_000_000))])
    const head = Object.entries({ ...wallet.headers, 'content-type': type, 'content-length': `${body.length}` })
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    const lines = head.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    socket.write(`POST /api/v1/files/ HTTP/1.1\r\nHost: chancery\r\n${lines}\r\n`)
    await new Promise((resolve) => socket.write(body.subarray(0, 600_000), resolve))
    socket.destroy()
    // The server answers the next upload after it has cleaned up this one.
    const { ipfs_hash } = JSON.parse((await upload([aFile(Buffer.from(randomUUID()))])).body)
    expect((await onDisk()).length, ipfs_hash).toBe(before.length + 1)
  })

  it('rejects an unsigned request', async () => {
    const { type, body } = formOf([aFile(randomBytes(10))])
    const answer = await send(server.url, {
      method: 'POST',
      path: '/api/v1/files',
      headers: { 'content-type': type },
      body,
    })
    expect([answer.status, answer.headers['www-authenticate']]).toStrictEqual([401, 'EthereumSignature'])
  })

  it('replays the response for the same file and Idempotency-Key, and rejects another file', async () => {
    const key = { 'idempotency-key': randomUUID() }
    const content = randomBytes(300_000)
    const first = await upload([aFile(content)], key)
    const again = await upload([aFile(content)], key)
    expect([again.status, again.body, again.headers['idempotent-replayed']]).toStrictEqual([200, first.body, 'true'])
    const other = await upload([aFile(randomBytes(10))], key)
    expect([other.status, other.headers['x-error-code']]).toStrictEqual([422, 'idempotency.key_reused'])
  })

  it('limits uploads per client address, for any wallet', async () => {
    const limited = await startTestApp({ uploadsPerMinute: 2 })
    const attempt = () => upload([aFile(randomBytes(10))], newWallet().headers, limited)
    expect((await attempt()).status).toBe(200)
    expect((await attempt()).status).toBe(200)
    const refused = await attempt()
    expect([refused.status, refused.headers['x-error-code']]).toStrictEqual([429, 'rate.limited'])
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(JSON.parse(refused.body)).toStrictEqual({ detail: expect.any(String) })
  })

  it('limits uploads per IPv6 network', async () => {
    const limited = await startTestApp({ uploadsPerMinute: 1, trustProxy: true })
    const from = (address: string) =>
      upload([aFile(randomBytes(10))], { ...newWallet().headers, 'x-forwarded-for': address }, limited)
    expect((await from('2001:db8:1:2::1')).status).toBe(200)
    expect((await from('2001:db8:1:2:ffff::2')).status).toBe(429)
    expect((await from('2001:db8:1:3::1')).status).toBe(200)
  })

  it('returns 507 when the store is full and 503 when it is unavailable, and stores nothing', async () => {
    const kubo = await startKubo('full')
    const app = await startTestApp({ ipfsApiUrl: kubo.url })
    const full = await upload([aFile(randomBytes(600_000))], {}, app)
    expect([full.status, full.headers['x-error-code']]).toStrictEqual([507, 'ipfs.full'])
    await kubo.close()
    const content = randomBytes(10)
    const down = await upload([aFile(content)], { 'idempotency-key': 'another' }, app)
    expect([down.status, down.headers['x-error-code']]).toStrictEqual([503, 'ipfs.unavailable'])
    expect(down.headers['retry-after']).toBeTruthy()
    expect(kubo.pins.size).toBe(0)
    const back = await startKubo('offline', kubo.url)
    expect((await upload([aFile(content)], { 'idempotency-key': 'another' }, app)).status).toBe(200)
    expect(back.pins.size).toBe(1)
    await back.close()
  })

  it('leaves no temporary files', async () => {
    expect(await readdir(join(dataDir, 'uploads'))).toStrictEqual([])
    expect(await readdir(join(dataDir, 'ipfs', '.stages'))).toStrictEqual([])
  })
})
