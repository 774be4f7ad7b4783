import { once } from 'node:events'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { DataDirInUse } from '../../src/database/lock.ts'
import { beginForRequests, openDatabase } from '../../src/database/open.ts'
import { isOutage } from '../../src/database/outage.ts'
import { prepared } from '../../src/database/sql.ts'
import { message, startup } from '../support/database/protocol.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'

const open = new Set<Database>()
afterEach(async () => {
  for (const db of open) await db.close()
  open.clear()
})

type Place = { databaseUrl: undefined; dataDir: string }

async function place(): Promise<Place> {
  return { databaseUrl: undefined, dataDir: await newDataDir() }
}

/** Opens the embedded database as a server does. */
async function serve(config: Place): Promise<Database> {
  const { db, ready } = await beginForRequests(config)
  open.add(db)
  await ready
  return db
}

/** Opens the database of that server as a command does. */
async function command(config: Place): Promise<Database> {
  const db = await openDatabase(config)
  open.add(db)
  return db
}

function close(db: Database): Promise<void> {
  open.delete(db)
  return db.close()
}

const socketOf = ({ dataDir }: Place) => join(dataDir, 'admin', '.s.PGSQL.5432')

describe('admin socket', () => {
  it('gives commands and the server their turns: no transaction and no request is mixed with another', async () => {
    const config = await place()
    const server = await serve(config)
    await server.pool.query('CREATE TABLE sums (amount int); INSERT INTO sums VALUES (0)')
    const sharers = [server, ...(await Promise.all([command(config), command(config)]))]
    // Longer than a chunk of a socket, so that the database receives the request in parts.
    const long = 'x'.repeat(300_000)
    const work = sharers.map(async (db, number) => {
      for (let count = 0; count < 20; count++) {
        const { rows } = await db.pool.query(`SELECT ${number} AS number, length($1) AS length`, [long])
        expect(rows).toEqual([{ number, length: long.length }])
        await db.transaction(async (tx) => {
          // Takes no lock, so that transactions in parallel would lose amounts.
          const [sum] = await tx.$queryRaw<{ amount: number }[]>`SELECT amount FROM sums`
          await tx.$executeRaw`UPDATE sums SET amount = ${(sum?.amount ?? 0) + 1}`
        })
      }
    })
    await Promise.all(work)
    expect((await server.pool.query('SELECT amount FROM sums')).rows).toEqual([{ amount: 60 }])
  })

  it('leaves no setting and no statement of a command to the server, and forgets none of the server', async () => {
    const config = await place()
    const server = await serve(config)
    const named = (db: Database) => db.$queryRaw(prepared({ name: 'one', text: 'SELECT $1::int AS one' }, [1]))
    await named(server)
    const beside = await command(config)
    for (let time = 0; time < 2; time++) {
      expect(await named(beside)).toEqual([{ one: 1 }])
      await beside.pool.query("SET application_name = 'command'")
      expect(await named(server)).toEqual([{ one: 1 }])
    }
    expect((await server.pool.query('SHOW application_name')).rows).toEqual([{ application_name: '' }])
  })

  it('rolls back what a killed command began, and is not disturbed by half a request', async () => {
    const config = await place()
    const server = await serve(config)
    await server.pool.query('CREATE TABLE things (id int)')
    const begun = [message('Q', 'BEGIN'), message('Q', 'INSERT INTO things VALUES (1)')]
    // Without the Sync that ends it, PostgreSQL ignores what follows.
    const rejected = message('P', '\0SELEC 1\0\0')
    for (const sent of [
      begun,
      [...begun, message('Q', 'SELEC 1')],
      [rejected],
      [...begun, rejected],
      [message('Q', 'SELECT 1').subarray(0, 7)],
    ]) {
      const socket = connect(socketOf(config)).resume()
      socket.end(Buffer.concat([startup, ...sent]))
      await once(socket, 'close')
      expect((await server.pool.query('SELECT * FROM things')).rows).toEqual([])
    }
  })

  it('ends the turn of a suspended command', async () => {
    const config = await place()
    const server = await serve(config)
    const socket = connect(socketOf(config)).resume()
    socket.write(Buffer.concat([startup, message('Q', 'BEGIN')]))
    const ended = once(socket, 'close')
    await once(socket, 'data')
    // Waits at most ten seconds.
    await server.pool.query('SELECT 1')
    await ended
  })

  it('waits at its end for a running command', async () => {
    const config = await place()
    const server = await serve(config)
    const beside = await command(config)
    const closing = close(server)
    await beside.pool.query('CREATE TABLE things (id int)')
    expect(await beside.transaction((tx) => tx.$executeRaw`INSERT INTO things VALUES (1)`)).toBe(1)
    await close(beside)
    await closing
    const next = await command(config)
    expect((await next.pool.query('SELECT * FROM things')).rows).toEqual([{ id: 1 }])
  })

  it('does not wait longer for a command that does not end, whose next query is an outage', async () => {
    const config = await place()
    const server = await serve(config)
    const beside = await command(config)
    await close(server)
    const error = await beside.pool.query('SELECT 1').catch((reason) => reason)
    expect(isOutage(error)).toBe(true)
  })

  it('rejects a second server at once', async () => {
    const config = await place()
    await serve(config)
    await expect(beginForRequests(config)).rejects.toThrow(DataDirInUse)
    await expect(openDatabase(config, 'jobs')).rejects.toThrow(DataDirInUse)
  })

  it('lets a server wait for the end of a command', async () => {
    const config = await place()
    const alone = await command(config)
    const starting = serve(config)
    await alone.pool.query('SELECT 1')
    await close(alone)
    const server = await starting
    expect((await server.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })

  it('replaces what a killed server left, and repairs the mode of its folder', async () => {
    const config = await place()
    await mkdir(join(config.dataDir, 'admin'), { mode: 0o755 })
    await writeFile(socketOf(config), '')
    await serve(config)
    const beside = await command(config)
    expect((await beside.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    expect((await stat(join(config.dataDir, 'admin'))).mode & 0o777).toBe(0o700)
    expect((await stat(socketOf(config))).mode & 0o777).toBe(0o600)
  })

  it('works in a folder whose path is too long for a socket, and removes its links', async () => {
    const { dataDir: parent } = await place()
    const temporary = await newFolder()
    vi.stubEnv('TMPDIR', temporary)
    onTestFinished(() => void vi.unstubAllEnvs())
    const config: Place = { databaseUrl: undefined, dataDir: join(parent, 'ü'.repeat(100), 'data') }
    const server = await serve(config)
    const beside = await command(config)
    expect((await beside.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
    expect((await stat(socketOf(config))).isSocket()).toBe(true)
    await close(beside)
    await close(server)
    expect(await readdir(temporary)).toEqual([])
    expect(await readdir(join(config.dataDir, 'admin'))).toEqual([])
  })

  it('warns if there can be no socket, and the server works', async () => {
    const config = await place()
    await writeFile(join(config.dataDir, 'admin'), 'This should be a folder.')
    const complain = vi.spyOn(console, 'error').mockImplementation(() => {})
    const server = await serve(config)
    const complaints = complain.mock.calls
    complain.mockRestore()
    expect(complaints).toEqual([[expect.stringMatching(/^Commands cannot use the database of this process: EEXIST/)]])
    expect((await server.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
  })
})
