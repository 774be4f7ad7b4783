import { readdir } from 'node:fs/promises'
import { beforeAll, expect, it } from 'vitest'
import {
  dataFiles,
  dataFilesWithoutPersonalData,
  tables,
  tablesWithoutPersonalData,
} from '../../src/erasure/personalData.ts'
import { downloadPdf } from '../support/public/downloadPdf.ts'
import { issueStating } from '../support/public/publicCertificates.ts'
import { newSite, startTestApp, type TestApp } from '../support/server/app.ts'

let server: TestApp
beforeAll(async () => {
  server = await startTestApp()
})

it('lists every table of the database once', async () => {
  const { rows } = await server.db.pool.query<{ name: string }>(
    `SELECT CASE schemaname WHEN 'public' THEN tablename ELSE schemaname || '.' || tablename END AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  )
  const listed = [...Object.keys(tables), ...tablesWithoutPersonalData].sort()
  expect(rows.map(({ name }) => name).sort()).toStrictEqual(listed)
})

it('lists every file and folder of DATA_DIR', async () => {
  const { publicId } = await issueStating(server, (await newSite(server.db)).id)
  await downloadPdf(server, publicId)
  const listed = [...Object.keys(dataFiles), ...dataFilesWithoutPersonalData]
  const found = await readdir(server.dataDir)
  expect(found).toContain('pictures')
  expect(found.filter((name) => !listed.includes(name))).toStrictEqual([])
})
