import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { openAlone } from '../../src/database/openEmbedded.ts'
import { wholeOf } from '../support/database/contents.ts'
import { emptyDatabase } from '../support/database/database.ts'
import { everyType, rowsOfEveryType } from '../support/database/everyType.ts'
import { earlierDatabases, makeAsAt } from '../support/database/upgrades.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { ask, fill, type Installation, shownBy, startInstallation } from '../support/server/installation.ts'
import { chancery, start } from '../support/server/process.ts'
import { copyEmbedded } from '../support/setup/databases.ts'
import { embeddedTemplates } from '../support/setup/templates.ts'
import { startReceiver, verified } from '../support/webhooks/webhookReceiver.ts'

// An installation on the embedded database moves to PostgreSQL. Each test continues where the one before it ended.
vi.setConfig({ testTimeout: 120_000 })

const COPY = ['database', 'copy']

let url: string
let dataDir: string
let DATABASE_URL: string
let target: pg.Pool
let receiver: Awaited<ReturnType<typeof startReceiver>>
let installation: Installation
let shown: Record<string, unknown>
let whole: Awaited<ReturnType<typeof wholeOf>>

const copy = (variables: NodeJS.ProcessEnv = {}) => chancery(COPY, { DATA_DIR: dataDir, DATABASE_URL, ...variables })

/** Returns what this rejects: one line, and no change. */
const rejection = (message: RegExp) => ({ code: 1, stdout: '', stderr: expect.stringMatching(message) })

beforeAll(async () => {
  const fresh = await emptyDatabase()
  DATABASE_URL = fresh.databaseUrl ?? ''
  target = new pg.Pool({ connectionString: DATABASE_URL })
  url = `http://127.0.0.1:${await freePort()}`
  dataDir = await newDataDir()
  receiver = await startReceiver()
  return async () => {
    await target.end()
    await fresh.dispose()
  }
})

describe('chancery database copy', () => {
  it('rejects a running server', async () => {
    const server = await startInstallation(url, { DATA_DIR: dataDir })
    installation = await fill(server, dataDir, receiver)
    shown = await shownBy(server, installation)
    expect(await copy()).toEqual(
      rejection(new RegExp(`^Process ${server.pid} uses the embedded database of .* Stop it`)),
    )
    server.kill('SIGTERM')
    await server.ended
  })

  it('rejects missing variables, a folder without a database, and the wrong SECRETS_KEY', async () => {
    expect(await copy({ DATABASE_URL: '' })).toEqual(rejection(/^DATABASE_URL is not set.*\n$/))
    expect(await copy({ DATA_DIR: await newFolder() })).toEqual(rejection(/^There is no embedded database in .*\n$/))
    const SECRETS_KEY = 'ab'.repeat(32)
    expect(await copy({ SECRETS_KEY })).toEqual(rejection(/^SECRETS_KEY is not the key of this database.*\n$/))
    const { rows } = await target.query("SELECT FROM pg_tables WHERE schemaname IN ('public', 'jobs')")
    expect(rows).toHaveLength(0)
  })

  it('leaves no rows when it is killed or loses PostgreSQL, even just before the end', async () => {
    const migrated = await chancery(['migrate'], { DATABASE_URL, DATA_DIR: await newFolder() })
    expect(migrated).toMatchObject({ code: 0 })
    await target.query(everyType)
    await changeSource(`${everyType}; ${rowsOfEveryType}`)
    const before = await wholeOf(target)
    const blocker = await target.connect()
    onTestFinished(() => blocker.release(true))
    const waiting = async () => {
      const { rows } = await target.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      )
      expect(rows).toHaveLength(1)
      return rows[0]?.pid
    }
    for (const isKilled of [false, true]) {
      // The copy sets sequences last, and now has to wait.
      await blocker.query('BEGIN; ALTER SEQUENCE every_sequence CACHE 1')
      const copying = await start('src/cli/main.ts', COPY, { DATA_DIR: dataDir, DATABASE_URL })
      const pid = await vi.waitFor(waiting, { timeout: 60_000 })
      if (isKilled) copying.kill('SIGKILL')
      else await target.query('SELECT pg_terminate_backend($1)', [pid])
      const ended = await copying.ended
      if (!isKilled) expect(ended).toEqual(rejection(/^The copy was interrupted: .* Run the command again\.\n$/))
      await blocker.query('ROLLBACK')
      expect(await wholeOf(target)).toEqual({ ...before, sequences: expect.anything() })
    }
  })

  it('copies every row of every table and every sequence exactly', async () => {
    const { stdout, ...ended } = await copy()
    expect(ended).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(
      /^Copied \d+ rows of \d+ tables\.\nThey have 5 course certificates and 2 wallet certificates\.\n/,
    )
    expect(stdout).toContain(`export SECRETS_KEY="$(sed -n 1p '${join(dataDir, 'secrets.key')}')"`)
    expect(stdout).not.toContain((await readFile(join(dataDir, 'secrets.key'), 'utf8')).trim())
    const source = await openAlone(dataDir, {})
    onTestFinished(() => source.close())
    whole = await wholeOf(source.pool)
    expect(await wholeOf(target)).toEqual(whole)
    expect(Object.entries(whole).filter(([, rows]) => rows.length > 0).length).toBeGreaterThan(30)
  })

  it('rejects a database with data, and changes nothing in it', async () => {
    expect(await copy()).toEqual(rejection(/^The database of DATABASE_URL already has data, .*public\.sites.*\n$/))
    expect(await wholeOf(target)).toEqual(whole)
  })
})

describe('chancery database copy of an earlier version', () => {
  it('migrates the database and copies it', async () => {
    const { databaseUrl, dispose } = await emptyDatabase()
    onTestFinished(dispose)
    const earlier = await newFolder()
    copyEmbedded((await embeddedTemplates()).empty, earlier)
    await makeAsAt(earlierDatabases[0] ?? '', { databaseUrl: undefined, dataDir: earlier, dispose })
    expect(await copy({ DATA_DIR: earlier, DATABASE_URL: databaseUrl })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^They have [1-9]\d* course certificates and [1-9]\d* wallet certificates\.$/m),
      stderr: '',
    })
  })
})

describe('server on a copied database', () => {
  it('shows everything as before, and continues ids, deliveries, sessions and replays', async () => {
    const [SECRETS_KEY] = (await readFile(join(dataDir, 'secrets.key'), 'utf8')).split('\n')
    receiver.requests.splice(0)
    receiver.behave(204)
    const server = await startInstallation(url, { DATA_DIR: dataDir, DATABASE_URL, SECRETS_KEY })
    expect(await shownBy(server, installation)).toEqual(shown)
    const { first, issued, erased, replayed, webhook } = installation
    expect(await ask(server, replayed.path, replayed.body, replayed.key)).toEqual(first)
    const next = await ask(server, replayed.path, replayed.body)
    expect(next.id).toBe(first.id + 1)
    const person = { id: erased, name: 'Again', email: 'again@example.com', password: 'p', roleAlias: 'learner' }
    await expect(ask(server, '/users', person)).rejects.toThrow('409')

    // The secret of the webhook was encrypted, and the first deliveries have failed.
    const delivered = () => receiver.requests.map((request) => JSON.stringify(verified(request, webhook.secret))).join()
    for (const { id } of [...issued, first, next])
      await vi.waitFor(() => expect(delivered()).toContain(`"certificate":{"id":${id},`), { timeout: 60_000 })
    server.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0 })
  })
})

async function changeSource(sql: string): Promise<void> {
  const source = await openAlone(dataDir, {})
  await source.pool.query(sql)
  await source.close()
}
