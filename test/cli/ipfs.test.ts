import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { type FreshDatabase, freshDatabase } from '../support/database/database.ts'
import { streamOf } from '../support/files/files.ts'
import { newFolder } from '../support/files/folders.ts'
import { stores, type TestStore } from '../support/ipfs/stores.ts'
import { chancery, start as startProgram, variablesOf } from '../support/server/process.ts'
import { copyEmbedded } from '../support/setup/databases.ts'

// Each test runs several processes.
vi.setConfig({ testTimeout: 120_000 })

const nowhere = 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4'
const signal = new AbortController().signal

const variables = ({ config }: TestStore) => ({
  DATABASE_URL: database.databaseUrl,
  ...('dataDir' in config
    ? { DATA_DIR: config.dataDir }
    : { IPFS_API_URL: config.ipfsApiUrl, DATA_DIR: database.dataDir }),
})

let database: FreshDatabase
beforeAll(async () => {
  database = await freshDatabase()
  return () => database.dispose()
})

describe.each(Object.entries(stores))('chancery ipfs (%s store)', (_, start) => {
  let from: TestStore
  let to: TestStore
  let cid: CID
  let car: string
  beforeEach(async () => {
    from = await start()
    to = await start()
    // Copies an embedded database, because a new one takes a while.
    if ('dataDir' in to.config && !database.databaseUrl) copyEmbedded(database.dataDir, to.config.dataDir)
    cid = await from.store.add(streamOf(Uint8Array.from({ length: 600_000 }, (_, index) => index % 253)))
    car = join(await newFolder(), 'document.car')
  })

  it('exports a document and imports it into another store', async () => {
    const exported = await chancery(['ipfs', 'export', `${cid}`, car], variables(from))
    expect(exported).toMatchObject({ code: 0, stderr: '' })
    const imported = await chancery(['ipfs', 'import', car], variables(to))
    expect(imported).toMatchObject({ code: 0, stdout: `Imported 4 blocks. Documents:\n${cid}\n`, stderr: '' })
    expect(await to.store.block(cid, signal)).toBeTruthy()

    const again = await chancery(['ipfs', 'export', nowhere, car], variables(to))
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining(nowhere) })
    const overwriting = await chancery(['ipfs', 'export', `${cid}`, car], variables(to))
    expect(overwriting).toMatchObject({ code: 1, stderr: expect.stringMatching(/^EEXIST.*document\.car/) })
  })

  it('imports nothing of a damaged CAR, and names the damage', async () => {
    await chancery(['ipfs', 'export', `${cid}`, car], variables(from))
    const whole = await readFile(car)
    const damaged = Buffer.from(whole)
    damaged.writeUInt8(whole.readUInt8(whole.length - 1) ^ 1, whole.length - 1)
    await writeFile(car, damaged)
    const result = await chancery(['ipfs', 'import', car], variables(to))
    expect(result).toMatchObject({ code: 1, stdout: '' })
    expect(result.stderr).toMatch(/document\.car: Block baf\S+ is damaged.* Nothing was imported\.\n$/)
    if ('dataDir' in to.config) expect(await list(to)).toStrictEqual([])
  })

  it('verifies the hash of every block, and names damaged blocks', async () => {
    const sound = await chancery(['ipfs', 'verify'], variables(from))
    expect(sound).toMatchObject({ code: 0, stdout: '4 blocks checked, 0 damaged.\n', stderr: '' })
    const [victim] = await list(from)
    if (!victim) throw new Error('There are blocks.')
    await from.damage(victim)
    const result = await chancery(['ipfs', 'verify'], variables(from))
    expect(result).toMatchObject({ code: 1, stderr: `damaged: ${victim}\n`, stdout: '4 blocks checked, 1 damaged.\n' })
  })

  it('leaves no incomplete export', async () => {
    const [victim] = (await list(from)).filter(
      (one) => !one.multihash.digest.every((byte, i) => byte === cid.multihash.digest[i]),
    )
    if (!victim) throw new Error('There are several blocks.')
    await from.damage(victim)
    const result = await chancery(['ipfs', 'export', `${cid}`, car], variables(from))
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining(`${victim} is damaged`) })
    expect(existsSync(car)).toBe(false)
  })
})

it('imports a CAR that lacks blocks of a document, and reports the missing block', async () => {
  const here = await stores.embedded()
  const car = join(await newFolder(), 'part.car')
  const cid = await here.store.add(streamOf(new Uint8Array(600_000)))
  const { writeCar } = await import('../../src/ipfs/car.ts')
  const bytes = await here.store.block(cid, signal)
  if (!bytes) throw new Error('It was added.')
  async function* root() {
    yield { cid, bytes: bytes ?? new Uint8Array() }
  }
  await writeFile(car, writeCar([cid], root()))
  const result = await chancery(['ipfs', 'import', car], variables(await stores.embedded()))
  expect(result).toMatchObject({ code: 1, stdout: `Imported 1 blocks. Documents:\n${cid}\n` })
  expect(result.stderr).toMatch(new RegExp(`^${cid} is incomplete: Block baf\\S+ was not found`))
})

async function list({ store }: TestStore): Promise<CID[]> {
  const all: CID[] = []
  for await (const cid of store.list()) all.push(cid)
  return all
}

describe('chancery ipfs import', () => {
  it('writes an audit entry without a site', async () => {
    const { store, config } = await stores.embedded()
    if (!('dataDir' in config)) throw new Error('It is in a folder.')
    const cid = await store.add(streamOf(new Uint8Array(10)))
    const car = join(await newFolder(), 'document.car')
    await chancery(['ipfs', 'export', `${cid}`, car], { DATA_DIR: config.dataDir })
    const variables = { ...variablesOf(database), ...(database.databaseUrl && { DATA_DIR: config.dataDir }) }
    expect(await chancery(['ipfs', 'import', car], variables)).toMatchObject({ code: 0, stderr: '' })
    const db = await openDatabase(database)
    const entries = await db.prisma.auditEntry.findMany({ where: { action: 'ipfs.import' }, orderBy: { id: 'desc' } })
    await db.close()
    const after = { blocks: 1, documents: [`${cid}`] }
    expect(entries[0]).toMatchObject({ siteId: null, command: 'ipfs import', subject: 'ipfs', after })
  })

  it('works while another command uses the embedded database, and warns that it writes no audit entry', async () => {
    const { store, config } = await stores.embedded()
    if (!('dataDir' in config)) throw new Error('It is in a folder.')
    const cid = await store.add(streamOf(new Uint8Array(10)))
    const car = join(await newFolder(), 'document.car')
    await chancery(['ipfs', 'export', `${cid}`, car], { DATA_DIR: config.dataDir })
    const holder = await startProgram('test/support/database/holdDataDir.ts', [config.dataDir])
    await holder.prints(/locked/)
    const imported = await chancery(['ipfs', 'import', car], { DATA_DIR: config.dataDir })
    expect(imported).toMatchObject({ code: 0, stdout: `Imported 1 blocks. Documents:\n${cid}\n` })
    expect(imported.stderr).toMatch(/^Not recorded in the audit[^\n]*\n$/)
  })
})
