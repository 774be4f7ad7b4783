import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Database } from '../../src/database/client.ts'
import { startEmbedded } from '../../src/database/embedded.ts'
import { openDatabase } from '../../src/database/open.ts'
import { newDataDir, newFolder } from '../support/files/folders.ts'
import { type Running, run, startMain } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'

// Tests the embedded database itself, whatever database the other tests use.

const embedded = (dataDir: string) => openDatabase({ databaseUrl: undefined, dataDir })

describe('embedded database', () => {
  let db: Database
  beforeAll(async () => {
    db = await embedded(await newDataDir())
    return () => db.close()
  })
  afterEach(() => vi.unstubAllEnvs())

  it('stays exact with hundreds of parallel queries: prepared, failing, in transactions, rolled back', async () => {
    await db.pool.query('CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL CHECK (value < 1000))')
    await db.pool.query('INSERT INTO counters VALUES (0, 0), (1, 0), (2, 0)')
    const add = { name: 'add', text: 'UPDATE counters SET value = value + $2 WHERE id = $1 RETURNING value' }

    const kinds: ((turn: number) => Promise<unknown>)[] = [
      () => db.pool.query({ ...add, values: [0, 1] }),
      () => db.prisma.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = 1`,
      () =>
        db.prisma.$transaction(async (tx) => {
          await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = 2`
          await tx.$queryRaw`SELECT * FROM counters`
          await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = 2`
        }),
      // A prepared statement that violates a constraint, one that is not SQL, and one with an invalid value.
      (turn) => expect(db.pool.query({ ...add, values: [turn % 3, 1000] })).rejects.toMatchObject({ code: '23514' }),
      (turn) =>
        expect(db.pool.query({ name: `no-sql-${turn}`, text: 'SELEKT' })).rejects.toMatchObject({ code: '42601' }),
      () => expect(db.pool.query({ ...add, values: ['zero', 1] })).rejects.toMatchObject({ code: '22P02' }),
      // A transaction that its caller aborts, one that violates a constraint, and one that continues after an error.
      () =>
        expect(
          db.prisma.$transaction(async (tx) => {
            await tx.$executeRaw`UPDATE counters SET value = value + 100`
            throw new Error('given up')
          }),
        ).rejects.toThrow('given up'),
      () =>
        expect(
          db.prisma.$transaction(async (tx) => {
            await tx.$executeRaw`UPDATE counters SET value = value + 1`
            await tx.$executeRaw`UPDATE counters SET value = 1000`
          }),
        ).rejects.toThrow('23514'),
      () =>
        expect(
          db.prisma.$transaction(async (tx) => {
            await tx.$executeRaw`SELECT 1 / 0`.catch(() => {})
            await tx.$executeRaw`UPDATE counters SET value = value + 1`
          }),
        ).rejects.toThrow('25P02'),
    ]
    const turns = 40
    await Promise.all(Array.from({ length: turns }, (_, turn) => kinds.map((kind) => kind(turn))).flat())

    const { rows } = await db.pool.query('SELECT value FROM counters ORDER BY id')
    expect(rows.map((row) => row.value)).toStrictEqual([turns, turns, 2 * turns])
  })

  it('accepts and returns texts of many megabytes', async () => {
    const text = 'Ünï🎓'.repeat(2 ** 20)
    const { rows } = await db.pool.query('SELECT $1::text AS text', [text])
    expect(rows[0].text === text).toBe(true)
  })

  it('sends the response to each query in one piece', async () => {
    const client = await db.pool.connect()
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection // Missing in the types of pg.
    const pieces: Buffer[] = []
    const keep = (piece: Buffer) => pieces.push(piece)
    stream.on('data', keep)
    for (let turn = 0; turn < 20; turn += 1) await client.query('SELECT $1::int AS turn', [turn])
    stream.off('data', keep)
    client.release()
    expect(pieces).toHaveLength(20)
  })

  /** Returns the folders of its sockets, without the files of the tests and of tsx. */
  const socketsIn = async (folder: string) => (await readdir(folder)).filter((name) => /^chancery-\w{6}$/.test(name))

  it('listens on a socket that only its user may open, and removes it when it closes', async () => {
    const [dataDir, temporary] = [await newDataDir(), await newFolder()]
    vi.stubEnv('TMPDIR', temporary)
    const database = startEmbedded(dataDir)
    await database.ready
    const [socketDir = ''] = await socketsIn(temporary)
    expect(new URL(database.url).searchParams.get('host')).toBe(join(temporary, socketDir))
    expect((await stat(join(temporary, socketDir))).mode & 0o077).toBe(0)
    await database.close()
    expect(await socketsIn(temporary)).toStrictEqual([])
  })

  it('ends the process when its thread ends by itself, as nothing works without it', async () => {
    const ended = await run('test/support/database/loseDatabaseThread.ts', [await newDataDir()])
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/^The embedded database ended unexpectedly/) })
  })

  it('releases its folder and leaves nothing behind after a failed start', async () => {
    const [dataDir, temporary] = [await newDataDir(), await newFolder()]
    vi.stubEnv('TMPDIR', temporary)
    await mkdir(join(dataDir, 'postgres'), { recursive: true })
    await rename(join(dataDir, 'postgres'), join(dataDir, 'away'))
    await writeFile(join(dataDir, 'postgres'), 'This should be a folder.')
    const failing = startEmbedded(dataDir)
    await expect(failing.ready).rejects.toThrow('EEXIST')
    await failing.close()
    expect(await socketsIn(temporary)).toStrictEqual([])

    await rm(join(dataDir, 'postgres'))
    await rename(join(dataDir, 'away'), join(dataDir, 'postgres'))
    const database = startEmbedded(dataDir)
    await database.ready
    await database.close()
  })
})

describe('embedded database after kill -9', () => {
  const key = 'key-of-the-tests-of-kill-9'
  const rounds = 2
  let server: Running & { url: string }
  let dataDir: string

  async function startServer(): Promise<void> {
    // A killed server leaves its socket here.
    const TMPDIR = await newFolder()
    server = await startMain({ TMPDIR, DATA_DIR: dataDir, BOOTSTRAP_API_KEY: key, ...unlimited })
  }

  async function ask(path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> {
    const answer = await fetch(`${server.url}/openapi/v1${path}`, {
      headers: { 'X-API-KEY': key, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> } // All responses are objects.
  }

  /** Issues certificates one after the other until the server is killed. Returns the acknowledged ids. */
  async function issueUntilTheEnd(courseId: unknown, onIssued: () => void): Promise<unknown[]> {
    const ids: unknown[] = []
    for (;;) {
      const answer = await ask(`/courses/${courseId}/certificates`, { userId: 'learner' }).catch(() => null)
      if (!answer) return ids
      expect(answer.status).toBe(201)
      ids.push(answer.body.id)
      onIssued()
    }
  }

  async function listed(courseId: unknown): Promise<unknown[]> {
    const ids: unknown[] = []
    for (;;) {
      const { body } = await ask(`/courses/${courseId}/certificates?limit=1000&offset=${ids.length}`)
      const { certificates, totalCount } = body as { certificates: { id: number }[]; totalCount: number } // As in the contract.
      ids.push(...certificates.map(({ id }) => id))
      if (certificates.length > 0) continue
      expect(totalCount).toBe(ids.length)
      return ids
    }
  }

  beforeAll(async () => {
    dataDir = await newDataDir()
  })

  it('keeps all acknowledged certificates, in order and without gaps', async () => {
    await startServer()
    const course = await ask('/courses', { name: 'Survival' })
    const user = { id: 'learner', name: 'Learner', email: 'learner@example.com', password: 'any', roleAlias: 'learner' }
    expect((await ask('/users', user)).status).toBe(201)
    const courseId = course.body.id
    /** The ids acknowledged to each client, in order. */
    const acknowledged: unknown[][] = []

    for (let round = 1; round <= rounds; round += 1) {
      let issued = 0
      const clients = Array.from({ length: 8 }, () =>
        issueUntilTheEnd(courseId, () => {
          issued += 1
          if (issued === 60 + 17 * round) server.kill('SIGKILL')
        }),
      )
      const answers = await Promise.all(clients)
      expect(answers.flat().length).toBeGreaterThanOrEqual(60 + 17 * round)
      acknowledged.push(...answers)

      await server.ended
      await startServer()
      const ids = await listed(courseId)
      for (const some of acknowledged) expect(ids.filter((id) => some.includes(id))).toStrictEqual(some)
    }

    server.kill('SIGKILL')
    await server.ended
    const db = await embedded(dataDir) // Read directly, as the API does not return the numbers.
    const { certificateCount } = await db.prisma.course.findFirstOrThrow()
    const rows = await db.prisma.courseCertificate.findMany({ orderBy: { number: 'asc' } })
    expect(rows.map((row) => row.number)).toStrictEqual(
      Array.from({ length: certificateCount }, (_, index) => index + 1),
    )
    expect(certificateCount).toBeGreaterThanOrEqual(acknowledged.flat().length)
    await db.close()
  }, 300_000)
})
