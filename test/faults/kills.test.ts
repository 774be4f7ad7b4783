import { randomBytes, randomInt, randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { openDatabase } from '../../src/database/open.ts'
import { openIpfs } from '../../src/ipfs/open.ts'
import { countSent, fundedKey } from '../support/chain/anchoring.ts'
import { ANVIL_CHAIN, startAnvil } from '../support/chain/anvil.ts'
import { emptyDatabase, type FreshDatabase, freshDatabase, noDatabase } from '../support/database/database.ts'
import { expectSound } from '../support/database/expectSound.ts'
import { earlierDatabases, makeAsAt } from '../support/database/upgrades.ts'
import { formOf } from '../support/files/form.ts'
import { confirmWallet } from '../support/issuers/confirmedIssuers.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { createStating, issuer } from '../support/public/publicCertificates.ts'
import { chancery, type Running, start, startMain, variablesOf } from '../support/server/process.ts'
import { unlimited } from '../support/server/unlimited.ts'
import { documented, newWallet } from '../support/wallet/wallets.ts'
import { startReceiver } from '../support/webhooks/webhookReceiver.ts'

// Kills a server at a random moment of its work: once per test in a normal run, more often with `npm run test:faults`.

const KILLS = Number(process.env.FAULT_RUNS ?? 1)

/** The kill comes at most this long (ms) after the first answer. */
const WITHIN_MS = 1500

vi.setConfig({ testTimeout: 60_000 + Math.max(KILLS, 3) * 120_000 })

const KEY = 'key-of-the-tests-of-faults'
const TOKEN = 'token-of-prometheus'
const ISSUER_KEYS = `1=0x${'11'.repeat(32)}`
const wallet = newWallet()

/** Where documents are stored, and how often a server is killed. The bucket survives the server. */
const stores = [
  { store: 'folder', kills: KILLS, variables: async () => ({}) },
  { store: 'bucket', kills: Math.max(KILLS, 3), variables: async () => (await startS3()).variables },
]

/** The metrics of empty queues. If the database is unavailable, there are no metrics of jobs. */
const NONE_WAITS = ['deliver', 'publish'].flatMap((queue) =>
  ['active', 'due', 'failed', 'later'].map((state) => `chancery_jobs{queue="${queue}",state="${state}"} 0`),
)

/** A server with its own database that can be killed and restarted. */
class Victim {
  private running: Running | undefined
  /** How long (ms) each start took until the first answer. */
  private readonly starts: number[] = []

  private constructor(
    private readonly fresh: FreshDatabase,
    readonly url: string,
    private readonly variables: Record<string, string>,
  ) {}

  static async new(variables: Record<string, string>): Promise<Victim> {
    return new Victim(await freshDatabase(), `http://127.0.0.1:${await freePort()}`, variables)
  }

  async start(): Promise<void> {
    const begun = performance.now()
    this.running = await startMain({
      ...variablesOf(this.fresh),
      ...{ BOOTSTRAP_API_KEY: KEY, ...unlimited, UPLOADS_PER_MINUTE: '0', ISSUER_KEYS },
      ...{
        PUBLIC_URL: this.url,
        METRICS_TOKEN: TOKEN,
        PORT: new URL(this.url).port,
        WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1',
        ...this.variables,
      },
    })
    expect((await fetch(`${this.url}/health`)).status).toBe(200)
    this.starts.push(performance.now() - begun)
  }

  /** Waits until all jobs are done. */
  async drain(): Promise<void> {
    const waiting = async () => {
      const answer = await fetch(`${this.url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } })
      const text = await answer.text()
      return [...text.matchAll(/^chancery_jobs\{queue="(?:deliver|publish)",.*$/gm)].map(([line]) => line).toSorted()
    }
    // Jobs of the killed process are taken over after their timeout.
    await vi.waitFor(async () => expect(await waiting()).toEqual(NONE_WAITS), { timeout: 150_000, interval: 200 })
  }

  async kill(): Promise<void> {
    this.running?.kill('SIGKILL')
    await this.running?.ended
  }

  /** Stops the server, checks what it leaves, and deletes its database. */
  async end(): Promise<void> {
    this.running?.kill('SIGTERM')
    expect((await this.running?.ended)?.code).toBe(0)
    await ensureSound(this.fresh)
    await this.fresh.dispose()
    const [first = 0, ...others] = this.starts.map(Math.round)
    const { currentTestName } = expect.getState()
    console.log(
      `${currentTestName}: ${others.length} kills; first start ${first} ms, later ones ${Math.max(...others)} ms at most.`,
    )
  }
}

async function ensureSound(fresh: FreshDatabase): Promise<void> {
  const db = await openDatabase(fresh)
  await expectSound(db.pool).finally(db.close)
}

// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses.
type Answer = { status: number; body: any }

/** Sends a request; returns null if the server died before it answered. */
async function ask(
  { url }: Victim,
  method: string,
  path: string,
  body?: unknown,
  headers = {},
): Promise<Answer | null> {
  try {
    const answer = await fetch(url + path, {
      method,
      headers: {
        'x-api-key': KEY,
        ...wallet.headers,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body !== undefined && { body: body instanceof Buffer ? new Uint8Array(body) : JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    return { status: answer.status, body: await answer.json() }
  } catch (error) {
    // Only the death of the server breaks these connections.
    if (error instanceof TypeError || error instanceof SyntaxError) return null
    throw error
  }
}

async function askUntilReady(...of: Parameters<typeof ask>): Promise<Answer['body']> {
  let answer = await ask(...of)
  // A client that gets 503 tries again.
  for (let time = 0; answer?.status === 503 && time < 20; time += 1) {
    await wait(500)
    answer = await ask(...of)
  }
  expect(answer?.status, JSON.stringify(answer?.body)).toBeLessThan(300)
  return answer?.body
}

/** Repeats an operation, several times in parallel, until the server is killed. */
async function untilKilled(victim: Victim, parallel: number, doOne: () => Promise<boolean>): Promise<void> {
  let alive = true
  let heard: () => void = () => {}
  const first = new Promise<void>((resolve) => {
    heard = resolve
  })
  const doing = Array.from({ length: parallel }, async () => {
    while (alive) {
      alive = (await doOne()) && alive
      heard()
    }
  })
  await first
  await wait(randomInt(WITHIN_MS))
  await victim.kill()
  await Promise.all(doing)
}

/** Kills a server during some work, as often as configured, and restarts it. */
async function survive(
  prepare: (victim: Victim) => Promise<{ work(): Promise<void>; check(): Promise<void> }>,
  variables: Record<string, string> = {},
  kills = KILLS,
) {
  const victim = await Victim.new(variables)
  await victim.start()
  const { work, check } = await prepare(victim)
  for (let kill = 0; kill < kills; kill += 1) {
    await work()
    await victim.start()
    await check()
    await victim.drain()
  }
  await victim.end()
}

/** Returns every certificate of a course, by the pages of its list. */
async function issuedIn(victim: Victim, course: number): Promise<number[]> {
  const ids: number[] = []
  for (;;) {
    const { certificates, totalCount } = await askUntilReady(
      victim,
      'GET',
      `/openapi/v1/courses/${course}/certificates?limit=1000&offset=${ids.length}`,
    )
    ids.push(...certificates.map(({ id }: { id: number }) => id))
    if (certificates.length === 0) {
      expect(ids).toHaveLength(totalCount)
      expect(new Set(ids).size).toBe(totalCount)
      return ids
    }
  }
}

async function newCourse(victim: Victim, course: object = {}): Promise<number> {
  return (await askUntilReady(victim, 'POST', '/openapi/v1/courses', { name: 'Crash course', ...course })).id
}

async function newUser(victim: Victim): Promise<string> {
  const email = `${randomUUID()}@example.com`
  const user = { name: 'Ada', email, password: 'p', roleAlias: 'learner', eth_address: newWallet().address }
  return (await askUntilReady(victim, 'POST', '/openapi/v1/users', user)).id
}

describe('server killed during its work, and restarted', () => {
  it('keeps every acknowledged certificate of both APIs once', () =>
    survive(async (victim) => {
      const course = await newCourse(victim)
      const userId = await newUser(victim)
      const answered = { lms: new Set<number>(), wallet: new Set<string>() }
      const issue = async () => {
        const answer = await ask(victim, 'POST', `/openapi/v1/courses/${course}/certificates`, {
          userId,
          achievedAt: 1_700_000_000,
        })
        if (answer?.status === 201) answered.lms.add(answer.body.id)
        return answer !== null
      }
      const create = async () => {
        const answer = await ask(victim, 'POST', '/api/v1/certificates/', documented.body)
        if (answer?.status === 200) answered.wallet.add(answer.body.certificate_pk)
        return answer !== null
      }
      let turn = 0
      return {
        work: () => untilKilled(victim, 6, () => (turn++ % 2 ? issue() : create())),
        async check() {
          // The server may be killed right after the first answer.
          expect(answered.lms.size + answered.wallet.size).toBeGreaterThan(0)
          expect(await issuedIn(victim, course)).toEqual(expect.arrayContaining([...answered.lms]))
          const list = await askUntilReady(victim, 'GET', '/api/v1/certificates/?limit=1000')
          const mine = list.map(({ id }: { id: string }) => id)
          expect(new Set(mine).size).toBe(mine.length)
          // One by one, because the list is longer than a page after some kills.
          for (const id of answered.wallet) await askUntilReady(victim, 'GET', `/api/v1/certificates/${id}/`)
          answered.wallet.clear()
        },
      }
    }))

  it.concurrent('keeps every acknowledged certificate of a group, and issues nothing twice when requests are sent again', () =>
    survive(async (victim) => {
      const course = await newCourse(victim)
      const userId = await newUser(victim)
      const issued = new Map<string, number>()
      const keys = new Set<string>()
      const issue = (key: string) => {
        const path = `/openapi/v1/courses/${course}/certificates`
        return ask(victim, 'POST', path, { userId }, { 'idempotency-key': key })
      }
      /** Sends unanswered requests again. Returns whether all are answered. */
      const issueAgain = async () => {
        for (const key of keys) {
          const answer = await issue(key)
          // The server returns 409 until it is sure that the first request is dead.
          if (answer?.status === 409) continue
          expect(answer).toMatchObject({ status: 201, body: { id: issued.get(key) ?? expect.any(Number) } })
          issued.set(key, answer?.body.id)
          keys.delete(key)
        }
        return keys.size === 0
      }
      let killed = 0
      return {
        work: () =>
          untilKilled(victim, 60, async () => {
            const key = randomUUID()
            keys.add(key)
            const answer = await issue(key)
            if (answer?.status === 201) issued.set(key, answer.body.id)
            return answer !== null
          }),
        async check() {
          killed += 1
          while (!(await issueAgain()) && killed === KILLS) await wait(500)
          const found = await issuedIn(victim, course)
          expect(found).toEqual(expect.arrayContaining([...issued.values()]))
          if (killed === KILLS) expect(found).toHaveLength(issued.size)
        },
      }
    }))

  it.concurrent('completes a batch that is sent again, and issues nothing twice', () =>
    survive(async (victim) => {
      const course = await newCourse(victim)
      let issued = 0
      let batch: { body: Buffer; key: string; size: number }
      const send = () => {
        const path = `/openapi/v1/courses/${course}/certificates/batch?createUsers=true`
        return ask(victim, 'POST', path, batch.body, { 'content-type': 'text/csv', 'idempotency-key': batch.key })
      }
      return {
        async work() {
          const people = Array.from({ length: 3000 }, () => `${randomUUID()}@example.com,Ada`)
          batch = { body: Buffer.from(['email,name', ...people].join('\n')), key: randomUUID(), size: people.length }
          const sending = send()
          await wait(randomInt(WITHIN_MS))
          await victim.kill()
          await sending
        },
        async check() {
          let answer = await send()
          // The server returns 409 until it is sure that the first request is dead.
          while (answer?.status === 409) {
            await wait(500)
            answer = await send()
          }
          expect(answer).toMatchObject({ status: 200, body: { issued: batch.size, exists: 0, invalid: 0 } })
          issued += batch.size
          expect(await issuedIn(victim, course)).toHaveLength(issued)
        },
      }
    }))

  it.each(stores)('keeps every acknowledged upload complete ($store)', async ({ kills, variables }) =>
    survive(
      async (victim) => {
        const taken = new Map<string, Buffer>()
        const upload = async () => {
          const content = randomBytes(randomInt(1, 1_500_000))
          const { type, body } = formOf([{ name: 'file', filename: 'a.bin', content }])
          const answer = await ask(victim, 'POST', '/api/v1/files/', body, { 'content-type': type })
          if (answer?.status === 200) taken.set(answer.body.ipfs_hash, content)
          return answer !== null
        }
        return {
          work: () => untilKilled(victim, 4, upload),
          async check() {
            expect(taken.size).toBeGreaterThan(0)
            for (const [cid, content] of taken) {
              const file = Buffer.from(await (await fetch(`${victim.url}/ipfs/${cid}`)).arrayBuffer())
              expect(file.equals(content)).toBe(true)
            }
            taken.clear()
          },
        }
      },
      await variables(),
      kills,
    ),
  )

  it.each(stores)('publishes each certificate to its wallet once ($store)', async ({ kills, variables }) =>
    survive(
      async (victim) => {
        const course = await newCourse(victim)
        const waiting: number[] = []
        const answered = new Map<number, string>()
        const publish = async () => {
          const userId = await newUser(victim).catch(() => null)
          const path = `/openapi/v1/courses/${course}/certificates`
          const issued = userId && (await ask(victim, 'POST', path, { userId, achievedAt: 1_700_000_000 }))
          if (!issued) return false
          waiting.push(issued.body.id)
          const answer = await ask(victim, 'POST', `/openapi/v1/certificates/${issued.body.id}/publish`)
          if (answer?.status === 200) answered.set(issued.body.id, answer.body.certificateId)
          return answer !== null
        }
        return {
          work: () => untilKilled(victim, 3, publish),
          async check() {
            expect(waiting.length).toBeGreaterThan(0)
            for (const id of waiting.splice(0)) {
              const again = await askUntilReady(victim, 'POST', `/openapi/v1/certificates/${id}/publish`)
              const pk = again.certificateId
              expect(answered.get(id) ?? pk).toBe(pk)
              expect((await fetch(`${victim.url}/ipfs/${again.ipfsHash}`)).status).toBe(200)
            }
          },
        }
      },
      await variables(),
      kills,
    ),
  )

  it(
    'delivers every webhook event',
    async () => {
      const receiver = await startReceiver()
      const delivered = () => new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size
      await survive(async (victim) => {
        await askUntilReady(victim, 'POST', '/openapi/v1/webhooks', {
          url: receiver.url,
          events: ['Certificate/Issued'],
        })
        const course = await newCourse(victim)
        const userId = await newUser(victim)
        const issue = async () => {
          const path = `/openapi/v1/courses/${course}/certificates`
          return (await ask(victim, 'POST', path, { userId, achievedAt: 1_700_000_000 })) !== null
        }
        return {
          work: () => untilKilled(victim, 2, issue),
          async check() {
            const issued = (await issuedIn(victim, course)).length
            expect(issued).toBeGreaterThan(0)
            // Deliveries of the killed process are taken over after their timeout.
            await vi.waitFor(() => expect(delivered()).toBe(issued), { timeout: 150_000, interval: 200 })
          },
        }
      })
    },
    240_000 + KILLS * 160_000,
  )
})

/** Kills a migration at a random moment, as often as configured, and runs the next one. */
async function killMigrations(make: () => Promise<FreshDatabase>, check: (fresh: FreshDatabase) => Promise<void>) {
  for (let kill = 0; kill < KILLS; kill += 1) {
    const fresh = await make()
    const migration = await start('src/cli/main.ts', ['migrate'], variablesOf(fresh))
    // The migration begins after a second. A new embedded database takes longer.
    await wait(randomInt(800, make === noDatabase && !fresh.databaseUrl ? 6000 : 2500))
    migration.kill('SIGKILL')
    await migration.ended
    expect(await chancery(['migrate'], variablesOf(fresh))).toMatchObject({ code: 0 })
    await ensureSound(fresh)
    await check(fresh)
    await fresh.dispose()
  }
}

describe('chancery migrate, killed', () => {
  it('is completed by the next migration', () => killMigrations(noDatabase, async () => {}))

  it('loses no data of the database that it migrates', () => {
    // The first database with an audit.
    const first = earlierDatabases.find((name) => name > '20261123000000_change') ?? ''
    const make = async () => {
      const fresh = await emptyDatabase()
      await makeAsAt(first, fresh)
      return fresh
    }
    return killMigrations(make, async (fresh) => {
      const db = await openDatabase(fresh)
      expect(await db.prisma.courseCertificate.count()).toBe(3)
      expect(await db.prisma.walletCertificate.count()).toBeGreaterThan(1)
      await db.close()
    })
  })
})

describe('chancery anchor, killed', () => {
  it('anchors each certificate once, and pays for each anchor once', async () => {
    const anvil = await startAnvil()
    const fresh = await freshDatabase()
    const key = await fundedKey(anvil)
    const chain = { CHAIN_ID: String(ANVIL_CHAIN), ETH_RPC_URL: anvil.url, ANCHOR_KEY: await fundedKey(anvil) }
    const { stdout } = await chancery(['anchor', 'deploy'], { ...variablesOf(fresh), ...chain })
    const variables = {
      ...{ ...variablesOf(fresh), ...chain, ANCHOR_KEY: key, ANCHOR_CONTRACT: stdout.trim() },
      ...{ ANCHOR_EVERY_MINUTES: '0', CHAIN_CONFIRMATIONS: '1', ANCHOR_BATCH_SIZE: '2' },
      ANCHOR_MAX_TRANSACTIONS_PER_DAY: '100000',
    }
    let made = 0
    for (let kill = 0; kill < KILLS; kill += 1) {
      const db = await openDatabase(fresh)
      const ipfs = await openIpfs({ dataDir: fresh.dataDir, ipfsApiUrl: undefined })
      await confirmWallet(db, issuer)
      for (let index = 0; index < 4; index += 1) await createStating({ db, ipfs })
      await db.close()
      made += 4
      const anchoring = await start('src/cli/main.ts', ['anchor'], variables)
      await Promise.race([anchoring.prints(/gathered/).catch(() => {}), wait(10_000)])
      await wait(randomInt(WITHIN_MS))
      anchoring.kill('SIGKILL')
      await anchoring.ended
      // Mines blocks all the time, as a real chain does.
      const mining = setInterval(() => void anvil.send('anvil_mine', ['0x1']).catch(() => {}), 300)
      expect(await chancery(['anchor'], variables)).toMatchObject({ code: 0 })
      clearInterval(mining)
    }
    const db = await openDatabase(fresh)
    const anchors = await db.prisma.anchor.findMany({ include: { certificates: true } })
    await db.close()
    expect(anchors.map(({ state }) => state)).toEqual(anchors.map(() => 'confirmed'))
    expect(anchors.flatMap(({ certificates }) => certificates)).toHaveLength(made)
    expect(await countSent(anvil, key)).toBe(anchors.length)
    await fresh.dispose()
  })
})
