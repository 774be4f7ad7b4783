import { randomBytes, randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { toNumber } from '@chancery/verify/certificateNumber'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { openDatabase } from '../../src/database/open.ts'
import { LATE_MS } from '../../src/ipfs/lateRemoval.ts'
import { openIpfs } from '../../src/ipfs/open.ts'
import { removeDocuments } from '../../src/public/documents/queries.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { newFolder } from '../support/files/folders.ts'
import { formOf } from '../support/files/form.ts'
import { type S3Server, startS3 } from '../support/objects/s3Server.ts'
import { type Running, startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// The embedded database belongs to one process.

const KEY = 'key-of-the-tests-of-two-machines'
const CHUNK = 262_144
const wallet = newWallet()

/** Each server has its own DATA_DIR, as on its own machine. */
type Machine = Running & { url: string; dataDir: string }

describe.skipIf(isEmbedded)('two servers with one bucket', () => {
  let fresh: FreshDatabase
  let s3: S3Server
  let one: Machine
  let other: Machine
  beforeAll(async () => {
    fresh = await freshDatabase()
    s3 = await startS3()
    const startMachine = async (): Promise<Machine> => {
      const [dataDir, port] = [await newFolder(), await freePort()]
      const server = await startMain({
        ...variablesOf({ ...fresh, dataDir }),
        ...{
          ...s3.variables,
          ...unlimited,
          BOOTSTRAP_API_KEY: KEY,
          UPLOADS_PER_MINUTE: '0',
          VERIFICATIONS_PER_MINUTE: '0',
        },
        ...{ PORT: String(port), PUBLIC_URL: 'https://certificates.example', ISSUER_KEYS: `1=0x${'11'.repeat(32)}` },
      })
      return { ...server, url: `http://127.0.0.1:${port}`, dataDir }
    }
    ;[one, other] = await Promise.all([startMachine(), startMachine()])
    return async () => {
      for (const machine of [one, other]) machine.kill('SIGTERM')
      for (const machine of [one, other]) expect((await machine.ended).code).toBe(0)
      await fresh.dispose()
    }
  })

  // biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses.
  async function lms({ url }: Machine, method: string, path: string, body: object = {}): Promise<any> {
    const answer = await fetch(`${url}/openapi/v1${path}`, {
      method,
      headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    expect(answer.status, await answer.clone().text()).toBeLessThan(300)
    return answer.json()
  }

  async function upload({ url }: Machine, content: Buffer): Promise<string> {
    const { type, body } = formOf([{ name: 'file', filename: 'a.bin', content }])
    const headers = { ...wallet.headers, 'content-type': type }
    const answer = await fetch(`${url}/api/v1/files/`, { method: 'POST', headers, body: new Uint8Array(body) })
    expect(answer.status).toBe(200)
    return ((await answer.json()) as { ipfs_hash: string }).ipfs_hash // The documented shape.
  }

  async function read({ url }: Machine, path: string) {
    const answer = await fetch(url + path)
    return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) }
  }

  const newUser = (machine: Machine) =>
    lms(machine, 'POST', '/users', {
      ...{ name: 'Ada', email: `${randomUUID()}@example.com`, password: 'p', roleAlias: 'learner' },
      eth_address: newWallet().address,
    })

  async function published() {
    const [course, user] = [await lms(one, 'POST', '/courses', { name: 'A course' }), await newUser(one)]
    const issued = await lms(one, 'POST', `/courses/${course.id}/certificates`, { userId: user.id })
    const { ipfsHash } = await lms(one, 'POST', `/certificates/${issued.id}/publish`)
    const picture = new URL(issued.imageUrl).pathname
    const current = await fetch(`${other.url}/documents/${issued.publicId}-32768.pdf`, { redirect: 'manual' })
    const pdf = new URL(current.headers.get('location') ?? '').pathname
    return {
      user,
      publicId: issued.publicId,
      picture,
      pdf,
      verify: `/verify/${issued.publicId}.json`,
      document: `/ipfs/${ipfsHash}`,
    }
  }

  it('each find at once what was uploaded through the other', async () => {
    for (const size of [1, 1000, CHUNK + 1, 5 * CHUNK]) {
      for (const [to, from] of [
        [one, other],
        [other, one],
      ] as const) {
        const content = randomBytes(size)
        expect((await read(from, `/ipfs/${await upload(to, content)}`)).bytes.equals(content)).toBe(true)
      }
    }
  })

  it('show the same picture, PDF and document of a certificate that one published', async () => {
    const { picture, pdf, document } = await published()
    for (const path of [picture, pdf, document]) {
      const [first, second] = [await read(other, path), await read(one, path)]
      expect(first.status).toBe(200)
      expect(second.bytes.equals(first.bytes)).toBe(true)
    }
  })

  it('show nothing of a person who was erased through one of them, after ten seconds at the latest', async () => {
    const { user, publicId, picture, pdf, verify, document } = await published()
    for (const path of [picture, pdf, document]) {
      for (const machine of [one, other]) expect((await read(machine, path)).status).toBe(200)
    }
    expect((await s3.keys()).filter((key) => key.includes(toNumber(publicId)))).toHaveLength(2)
    await lms(one, 'DELETE', `/users/${user.id}?erase=true`)
    for (const path of [picture, pdf, verify]) {
      for (const machine of [one, other]) expect([404, 410]).toContain((await read(machine, path)).status)
    }
    expect((await read(one, document)).status).toBe(404)
    await vi.waitFor(async () => expect((await read(other, document)).status).toBe(404), {
      timeout: 15_000,
      interval: 200,
    })
    const pictures = [...(await s3.keys()), ...(await readdir(join(one.dataDir, 'pictures'), { recursive: true }))]
    expect(pictures.filter((name) => name.includes(toNumber(publicId)))).toStrictEqual([])
  })

  it('keep a document that both store while they remove others with the same blocks', async () => {
    const db = await openDatabase(fresh)
    const job = await openIpfs({ ...s3.config, ipfsApiUrl: undefined, dataDir: fresh.dataDir })
    const shared = randomBytes(2 * CHUNK)
    const kept = new Map<string, Buffer>()
    const removed: string[] = []
    try {
      for (let round = 0; round < 4; round += 1) {
        const [old, content] = [1, 2].map((size) => Buffer.concat([shared, randomBytes(size * 1000)]))
        if (!old || !content) throw new Error('There are two.')
        const cid = await upload(one, old)
        removed.push(cid)
        await removeDocuments(db, { cids: [cid], publicIds: [] }, new Date())
        const { id } = await newUser(one)
        const [first, second] = await Promise.all([
          upload(one, content),
          upload(other, content),
          // Removes the documents that are due.
          lms(round % 2 ? one : other, 'DELETE', `/users/${id}?erase=true`),
        ])
        expect(first).toBe(second)
        kept.set(first, content)
        for (const machine of [one, other]) {
          expect((await read(machine, `/ipfs/${first}`)).bytes.equals(content)).toBe(true)
        }
        await s3.age(LATE_MS + 60_000)
        await job.finishRemovals(new Date())
        for (const [known, bytes] of kept) expect((await read(one, `/ipfs/${known}`)).bytes.equals(bytes)).toBe(true)
      }
      for (let time = 0; time < 2; time += 1) {
        await job.finishRemovals(new Date())
        await s3.age(LATE_MS + 60_000)
      }
      for (const [cid, content] of kept) expect((await read(other, `/ipfs/${cid}`)).bytes.equals(content)).toBe(true)
      await vi.waitFor(
        async () => {
          for (const cid of removed) expect((await read(one, `/ipfs/${cid}`)).status).toBe(404)
        },
        { timeout: 15_000, interval: 200 },
      )
      expect((await s3.keys()).filter((key) => /^(unlinked|removed)\//.test(key))).toStrictEqual([])
    } finally {
      await db.close()
    }
  })
})
