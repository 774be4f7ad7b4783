import type { Redis } from 'ioredis'
import { reasonOf } from '../explained.ts'

/** A Redis that processes share. Callers must work without it. */
export type SharedRedis = {
  client: Redis
  /** Connects, and retries after a failure. */
  connect(): Promise<void>
  /** Runs a command. Returns null on failure. Logs the start and the end of an outage. */
  run<Result>(command: () => Promise<Result>): Promise<Result | null>
  close(): void
}

type Log = { info(message: string): void; warn(details: object, message: string): void }

const COMMAND_TIMEOUT_MS = 200
const CONNECT_TIMEOUT_MS = 1000
const RETRY_MS = 500

export async function openRedis(url: string, log: Log): Promise<SharedRedis> {
  // Loads the client only if Redis is configured.
  const { Redis } = await import('ioredis')
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_TIMEOUT_MS,
    disconnectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: () => RETRY_MS,
    commandTimeout: COMMAND_TIMEOUT_MS,
    // Closes an unresponsive connection, so that only one request waits for it.
    socketTimeout: COMMAND_TIMEOUT_MS,
    // Requests without a connection fail at once. No command is sent twice: it may have been counted.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  })

  // The reason why a command finds no connection. The command's own error does not contain it.
  let connectionError: Error | null = null
  client.on('error', (error) => {
    connectionError = error
  })
  client.on('ready', () => {
    connectionError = null
  })

  let isAvailable = true
  const shared: SharedRedis = {
    client,
    async connect() {
      await shared.run(() => client.connect())
    },
    async run(command) {
      try {
        const result = await command()
        if (!isAvailable) log.info('Redis is available again')
        isAvailable = true
        return result
      } catch (error) {
        // Logs the reason only: the client's errors contain the failed command with the password.
        if (isAvailable) {
          log.warn({ reason: reasonOf(connectionError ?? error) }, 'Redis is unavailable; continuing without it')
        }
        isAvailable = false
        return null
      }
    },
    close() {
      client.disconnect()
    },
  }
  return shared
}
