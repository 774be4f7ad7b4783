import type { Redis } from 'ioredis'
import { reasonOf } from '../explained.ts'

/** A Redis that processes share. None of them depends on it: whoever asks it is prepared for no answer. */
export type SharedRedis = {
  client: Redis
  /** Connects, and goes on trying where that fails. */
  connect(): Promise<void>
  /** Puts a question to the client. Null where it fails; the log says when that begins and when it ends. */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | null>
  close(): void
}

type Log = { info(line: string): void; warn(line: string): void }

/** An answer that takes longer (ms) is none. */
const DEADLINE_MS = 200
const CONNECT_MS = 1000
const RETRY_MS = 500

/** Prepares the connection to a Redis, given as a `redis:` or `rediss:` URL. */
export async function openRedis(url: string, log: Log): Promise<SharedRedis> {
  // Only who uses a Redis pays for loading its client.
  const { Redis } = await import('ioredis')
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    disconnectTimeout: DEADLINE_MS,
    retryStrategy: () => RETRY_MS,
    commandTimeout: DEADLINE_MS,
    // A silent connection is given up, so that one request meets it and not each: the next ones find no connection …
    socketTimeout: DEADLINE_MS,
    // … and then wait for none. What was sent is never sent again: it may have been counted.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  })

  // A question that finds no connection does not know why there is none.
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
        // The reason only: the client's errors carry the command that failed, with the password.
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
