import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { expect, it, vi } from 'vitest'
import { readConfig } from '../../src/core/config.ts'
import { openDatabase } from '../../src/database/open.ts'
import { openFile } from '../../src/ipfs/file.ts'
import { openIpfs } from '../../src/ipfs/open.ts'
import { findNamedDocuments } from '../../src/public/documents/queries.ts'
import { streamOf } from '../support/files/files.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { createStating } from '../support/public/publicCertificates.ts'
import { chancery } from '../support/server/process.ts'

// Runs several processes.
vi.setConfig({ testTimeout: 240_000 })

const signal = new AbortController().signal

it('backs up documents of a bucket whose list is late, and restores all of them under another prefix', async () => {
  const s3 = await startS3()
  const [dataDir, empty, file] = [await newDataDir(), await newFolder(), join(await newFolder(), 'backup.tar')]
  const ipfs = await openIpfs({ ...readConfig({}), ...s3.config, dataDir })
  const documents = new Map<CID, Buffer>()
  const db = await openDatabase({ databaseUrl: undefined, dataDir })
  const certify = async (content: Buffer) => {
    const cid = await ipfs.add(streamOf(content))
    documents.set(cid, content)
    await createStating({ db, ipfs }, { document: { cid, hash: cid.toString() } })
  }
  try {
    for (const size of [10, 300_000, 1_000_000]) await certify(randomBytes(size))
    const uploaded = randomBytes(600_000)
    documents.set(await ipfs.add(streamOf(uploaded)), uploaded)
    await s3.freezeLists()
    for (const size of [20, 700_000]) await certify(randomBytes(size))
  } finally {
    await db.close()
  }
  const source = { ...s3.variables, DATA_DIR: dataDir }
  expect(await chancery(['backup', file], source)).toMatchObject({
    code: 0,
    stderr: '',
    // The document that `createStating` adds is one more.
    stdout: expect.stringContaining('the database and 19 blocks'),
  })
  s3.thawLists()

  const before = await s3.keys()
  const address = s3.variables.OBJECT_STORE_URL?.replace('/test/', '/restored/') ?? ''
  const target = { ...s3.variables, OBJECT_STORE_URL: address, DATA_DIR: empty }
  expect(await chancery(['restore', file], target)).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(/^Restored 19 blocks.*\nRestored 0 course certificates and 5 wallet certificates/),
  })
  expect((await s3.keys()).filter((key) => !key.startsWith('restored/'))).toStrictEqual(before)
  expect(await chancery(['ipfs', 'verify'], target)).toMatchObject({
    code: 0,
    stdout: '19 blocks checked, 0 damaged.\n',
  })
  const config = readConfig({ ...target })
  const restored = await openIpfs(config)
  const restoredDb = await openDatabase(config)
  const named = await findNamedDocuments(restoredDb).finally(() => restoredDb.close())
  expect(named).toHaveLength(5)
  for (const name of named) expect([...documents.keys()].map(String)).toContain(name)
  for (const [cid, content] of documents) {
    const { read, size } = await openFile(restored.stored, cid, signal)
    const parts: Uint8Array[] = []
    for await (const part of read({ start: 0, end: size })) parts.push(part)
    expect(Buffer.concat(parts).equals(content)).toBe(true)
  }
})
