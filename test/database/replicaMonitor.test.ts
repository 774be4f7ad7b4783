import { beforeAll, describe, expect, it, vi } from 'vitest'
import { monitorReplica, type ReplicaMonitor } from '../../src/database/replicaMonitor.ts'
import { freshDatabase } from '../support/database/database.ts'
import { hasPostgres } from '../support/database/debianPostgres.ts'
import { type Streaming, startStreaming } from '../support/database/streamingReplica.ts'
import { execute } from '../support/setup/databases.ts'
import { isEmbedded } from '../support/setup/templates.ts'

vi.setConfig({ testTimeout: 120_000 })

let streaming: Streaming

const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

const as = (role: string, databaseUrl: string) => databaseUrl.replace('postgres@', `${role}@`)

async function monitored<Result>(
  [primaryUrl, replicaUrl]: [string, string],
  work: (monitor: ReplicaMonitor) => Promise<Result>,
): Promise<Result> {
  const monitor = monitorReplica(primaryUrl, replicaUrl, 60_000)
  return work(monitor).finally(() => monitor.close())
}

/** Returns the first result of a new monitor that has reached the replica. */
const resultOf = (...urls: [string, string]) =>
  monitored(urls, async (monitor) => {
    await eventually(() => expect(monitor.unused()).not.toBe('unavailable'))
    return monitor.unused()
  })

const isUsed = (...urls: [string, string]) =>
  monitored(urls, (monitor) => eventually(() => expect(monitor.unused()).toBe(null)))

describe.skipIf(isEmbedded || !hasPostgres)('monitorReplica', () => {
  beforeAll(async () => {
    streaming = await startStreaming()
    await execute(streaming.primary.url, 'CREATE ROLE ordinary LOGIN; CREATE TABLE written (text TEXT)')
    return () => streaming.dispose()
  })

  it('does not use a replica that has restarted in an older state', async () => {
    const { primary, replica } = streaming
    await monitored([primary.url, replica.url], async (monitor) => {
      await eventually(() => expect(monitor.unused()).toBe(null))
      await execute(primary.url, `INSERT INTO written VALUES ('before the restart')`)
      await eventually(() => execute(replica.url, 'SELECT 1 / count(*) FROM written'))
      replica.stop()
      replica.start('-c recovery_min_apply_delay=1h')
      await expect(execute(replica.url, 'SELECT 1 / count(*) FROM written')).rejects.toThrow(
        /division by zero|does not exist/,
      )
      await eventually(() => expect(monitor.unused()).toBe('lagging'))
      replica.stop()
      replica.start()
      await eventually(() => expect(monitor.unused()).toBe(null))
    })
  })

  it('does not use a replica of another database or cluster', async () => {
    const { primary, replica } = streaming
    await execute(primary.url, 'CREATE DATABASE other')
    expect(await resultOf(primary.url, replica.url.replace(/postgres$/, 'other'))).toBe('foreign')
    const fresh = await freshDatabase()
    expect(await resultOf(fresh.databaseUrl ?? '', replica.url)).toBe('foreign')
    await fresh.dispose()
  })

  it('does not use a replica of another timeline', async () => {
    const { primary, replica } = streaming
    const follower = await streaming.addReplica(replica)
    await isUsed(as('ordinary', primary.url), as('ordinary', follower.url))
    replica.promote()

    // Each of the two primaries writes. The follower has the timeline of the promoted one, and a lower position than the other.
    const write = (node: { url: string }, rows: number) =>
      execute(node.url, `INSERT INTO written SELECT repeat('x', 100) FROM generate_series(1, ${rows})`)
    await write(replica, 1)
    await write(primary, 5000)
    await eventually(async () => expect(await resultOf(primary.url, follower.url)).toBe('foreign'))
    await isUsed(replica.url, follower.url)

    // The WAL receiver shows its timeline to no ordinary role. Now the follower is ahead of the former primary.
    await write(replica, 10_000)
    await eventually(async () =>
      expect(await resultOf(as('ordinary', primary.url), as('ordinary', follower.url))).toBe('foreign'),
    )
    // Its control file names the timeline after a checkpoint.
    await write(primary, 20_000)
    await execute(replica.url, 'CHECKPOINT')
    await eventually(async () => {
      await execute(follower.url, 'CHECKPOINT')
      expect(await resultOf(as('ordinary', primary.url), as('ordinary', follower.url))).toBe('foreign')
    })
    const former = await streaming.addReplica(primary)
    await isUsed(as('ordinary', primary.url), as('ordinary', former.url))
    expect(await resultOf(as('ordinary', replica.url), as('ordinary', former.url))).toBe('foreign')
  })
})
