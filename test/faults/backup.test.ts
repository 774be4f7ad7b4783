import { execFile } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { emptyDatabase, freshDatabase } from '../support/database/database.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { formOf } from '../support/files/form.ts'
import { chancery, type Running, startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { isEmbedded } from '../support/setup/templates.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// Takes a backup under load, and restores it.

vi.setConfig({ testTimeout: 240_000 })

const KEY = 'key-of-the-tests-of-faults'
const settings = { BOOTSTRAP_API_KEY: KEY, ...unlimited, UPLOADS_PER_MINUTE: '0', LOG_LEVEL: 'silent' }
const limits = { VERIFICATIONS_PER_MINUTE: '0' }
const wallet = newWallet()
const run = promisify(execFile)

type Server = Running & { url: string }

// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses.
async function ask(url: string, path: string, body?: object): Promise<any> {
  const answer = await fetch(url + path, {
    headers: { 'x-api-key': KEY, 'content-type': 'application/json', ...wallet.headers },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  return answer.status < 300 ? answer.json() : null
}

/** What the server has acknowledged. */
type Acknowledged = { certificates: number[]; documents: { id: string; cid: string; content: Buffer }[] }

/** Issues over the LMS API, uploads and creates over the wallet API, until `stop` is called. */
function writeTo(server: Server) {
  const acknowledged: Acknowledged = { certificates: [], documents: [] }
  let isOver = false
  const issue = async (courseId: number, userId: string) => {
    const issued = await ask(server.url, `/openapi/v1/courses/${courseId}/certificates`, {
      userId,
      achievedAt: 1_700_000_000,
    })
    if (issued) acknowledged.certificates.push(issued.id)
  }
  const certify = async () => {
    const content = randomBytes(5000)
    const { type, body } = formOf([{ name: 'file', filename: 'a.bin', content }])
    const headers = { ...wallet.headers, 'content-type': type }
    const uploaded = await fetch(`${server.url}/api/v1/files/`, { method: 'POST', headers, body: new Uint8Array(body) })
    if (!uploaded.ok) return
    const { ipfs_hash: cid } = (await uploaded.json()) as { ipfs_hash: string } // The documented shape.
    const created = await ask(server.url, '/api/v1/certificates/', {
      ...{ institution_title: 'Academy', institution_link: 'http://example.com', certificate_title: 'Course' },
      ...{ holder_eth_address: wallet.address, ipfs_hash: cid },
    })
    if (created) acknowledged.documents.push({ id: created.certificate_pk, cid, content })
  }
  const writing = (async () => {
    const course = await ask(server.url, '/openapi/v1/courses', { name: 'A course' })
    const user = { name: 'Ada', email: `${randomUUID()}@example.com`, password: 'p', roleAlias: 'learner' }
    const { id: userId } = await ask(server.url, '/openapi/v1/users', user)
    const again = async (work: () => Promise<void>) => {
      while (!isOver) await work()
    }
    await Promise.all([again(() => issue(course.id, userId)), again(() => issue(course.id, userId)), again(certify)])
  })()
  return {
    acknowledged,
    async stop() {
      isOver = true
      await writing
    },
    enough: (count: number) =>
      vi.waitFor(
        () => expect(Math.min(acknowledged.certificates.length, acknowledged.documents.length)).toBeGreaterThan(count),
        {
          timeout: 60_000,
        },
      ),
  }
}

/** Expects that a server has all of this, complete, and that no check of it fails. */
async function expectAll(server: Server, { certificates, documents }: Acknowledged): Promise<void> {
  for (const id of certificates) expect(await ask(server.url, `/openapi/v1/certificates/${id}`)).toMatchObject({ id })
  for (const { id, cid, content } of documents) {
    const file = Buffer.from(await (await fetch(`${server.url}/ipfs/${cid}`)).arrayBuffer())
    expect(file.equals(content)).toBe(true)
    const verified = await ask(server.url, `/verify/${id}.json`)
    expect(verified.checks.filter(({ outcome }: { outcome: string }) => outcome === 'failed')).toEqual([])
  }
}

/** Writes more: a number that is given a second time would fail. */
async function expectWork(server: Server): Promise<void> {
  const writing = writeTo(server)
  await writing.enough(1)
  await writing.stop()
}

const isServer = !isEmbedded

// One kind of database is enough, because a new embedded database takes a while.
describe.skipIf(isServer)('chancery backup of the embedded database, under load', () => {
  it('restores every acknowledged change, verifies, and serves it', async () => {
    const [dataDir, folder] = [await newDataDir(), await newFolder()]
    const server = await startMain({ ...settings, ...limits, DATA_DIR: dataDir })
    const writing = writeTo(server)
    await writing.enough(5)
    const before = structuredClone(writing.acknowledged)
    const file = join(folder, 'backup.tar')
    expect(await chancery(['backup', file], { DATA_DIR: dataDir })).toMatchObject({ code: 0, stderr: '' })
    await writing.stop()
    expect((await stat(file)).mode & 0o077).toBe(0)
    server.kill('SIGKILL')
    await server.ended

    const restored = join(folder, 'restored')
    expect(await chancery(['restore', file], { DATA_DIR: restored })).toMatchObject({ code: 0, stderr: '' })
    expect(await chancery(['ipfs', 'verify'], { DATA_DIR: restored })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^[1-9]\d* blocks checked, 0 damaged/),
    })
    const again = await startMain({ ...settings, ...limits, DATA_DIR: restored })
    // structuredClone turns a Buffer into an array of bytes.
    const documents = before.documents.map((one) => ({ ...one, content: Buffer.from(one.content) }))
    await expectAll(again, { ...before, documents })
    await expectWork(again)
    again.kill('SIGTERM')
    expect((await again.ended).code).toBe(0)

    // A backup without a running server works too.
    const other = join(folder, 'other.tar')
    expect(await chancery(['backup', other], { DATA_DIR: restored })).toMatchObject({ code: 0, stderr: '' })
    expect((await stat(other)).size).toBeGreaterThan((await stat(file)).size / 2)
  })

  it('overwrites no file and no folder, and reports each failure in one line', async () => {
    const [dataDir, folder] = [await newDataDir(), await newFolder()]
    const db = await openDatabase({ databaseUrl: undefined, dataDir })
    await db.close()
    const file = join(folder, 'backup.tar')
    expect(await chancery(['backup', file], { DATA_DIR: dataDir })).toMatchObject({ code: 0 })
    const oneLine = (text: RegExp) => ({ code: 1, stdout: '', stderr: expect.stringMatching(text) })
    expect(await chancery(['backup', file], { DATA_DIR: dataDir })).toMatchObject(oneLine(/^[^\n]*EEXIST[^\n]*\n$/))
    expect(await chancery(['restore', file], { DATA_DIR: dataDir })).toMatchObject(oneLine(/^[^\n]*not empty[^\n]*\n$/))
    const empty = join(folder, 'empty')
    expect(await chancery(['backup', join(folder, 'none')], { DATA_DIR: empty })).toMatchObject(
      oneLine(/^There is no embedded database[^\n]*\n$/),
    )
    await writeFile(join(folder, 'noise'), randomBytes(5000))
    expect(await chancery(['restore', join(folder, 'noise')], { DATA_DIR: empty })).toMatchObject(
      oneLine(/^[^\n]*Not a tar archive[^\n]*\n$/),
    )
    const { databaseUrl = 'postgresql://127.0.0.1/any' } = process.env
    expect(await chancery(['backup', join(folder, 'none')], { DATABASE_URL: databaseUrl })).toMatchObject(
      oneLine(/^[^\n]*pg_dump[^\n]*\n$/),
    )
  })
})

const dump = await run('pg_dump', ['--version']).then(
  () => true,
  () => false,
)
if (isServer && !dump) console.warn('pg_dump is not installed: the test of its dumps is skipped.')

describe.skipIf(!isServer || !dump)('pg_dump under load', () => {
  it('restores every acknowledged change and serves it', async () => {
    const [fresh, empty, folder] = [await freshDatabase(), await emptyDatabase(), await newFolder()]
    const server = await startMain({ ...settings, ...limits, ...variablesOf(fresh) })
    const writing = writeTo(server)
    await writing.enough(5)
    const before = {
      certificates: [...writing.acknowledged.certificates],
      documents: [...writing.acknowledged.documents],
    }
    const file = join(folder, 'dump')
    const dumped = await run('pg_dump', ['--format=custom', `--file=${file}`, fresh.databaseUrl ?? '']).catch(
      (error: Error) => error,
    )
    await writing.stop()
    server.kill('SIGKILL')
    await server.ended
    // pg_dump cannot read a server that is newer.
    if (dumped instanceof Error && /server version/.test(dumped.message)) {
      console.warn(`The test of dumps is skipped: ${dumped.message}`)
    } else {
      expect(dumped).not.toBeInstanceOf(Error)
      await run('pg_restore', ['--no-owner', `--dbname=${empty.databaseUrl}`, file])
      const again = await startMain({ ...settings, ...limits, ...variablesOf({ ...empty, dataDir: fresh.dataDir }) })
      await expectAll(again, before)
      await expectWork(again)
      again.kill('SIGTERM')
      expect((await again.ended).code).toBe(0)
    }
    await Promise.all([fresh.dispose(), empty.dispose()])
  })
})
