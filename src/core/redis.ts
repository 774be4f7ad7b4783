import type { Redis } from 'ioredis'
import { reasonOf } from '../explained.ts'

/** A Redis that processes share. Callers must work without it. */
export type SharedRedis = {
  client: Redis
  /** Connects, and retries after a failure. */
  connect(): Promise<void>
  /** Runs a command. Returns null on failure. Logs the start and the end of an outage. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>
  close(): void
}

type Log = { info(line: string): void; warn(line: string): void }

/** Timeout (ms) of a command. */
const DEADLINE_MS = 200
const CONNECT_MS = 1000
const RETRY_MS = 500

export async function openRedis(url: string, log: Log): Promise<SharedRedis> {
  // Loads the client only if Redis is configured.
  const { Redis } = await import('ioredis')
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: DEADLINE_MS,
    retryStrategy: () => RETRY_MS,
    commandTimeout: DEADLINE_MS,
    // Closes a silent connection, so that one request meets it and the next ones find no connection.
    socketTimeout: DEADLINE_MS,
    // Those requests do not wait. No command is sent again: it may have been counted.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  })

  // A command that finds no connection does not know the reason.
  let trouble: Error | null = null
  client.on('error', (error) => {
    trouble = error
  })
  client.on('ready', () => {
    trouble = null
  })

  let answers = true
  const shared: SharedRedis = {
    client,
    async connect() {
      await shared.ask(() => client.connect())
    },
    async ask(question) {
      try {
        const answer = await question()
        if (!answers) log.info('Redis answers again.')
        answers = true
        return answer
      } catch (error) {
        // Logs the reason only: the client's errors contain the failed command with the password.
        if (answers) log.warn(`Redis does not answer; this process goes on without it: ${reasonOf(trouble ?? error)}`)
        answers = false
        return null
      }
    },
    close() {
      client.disconnect()
    },
  }
  return shared
}
