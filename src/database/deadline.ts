import { Socket } from 'node:net'
import pg from 'pg'

const TICK_MS = 100

/** Extra time (ms), so that PostgreSQL's own timeout applies first. */
const SPARE_MS = 200

type TimedClient = { statementMs: number }

export type Watched = {
  Client: NonNullable<pg.PoolConfig['Client']>
  /** Closes all connections without waiting for the server. */
  destroyAll(): void
}

/** Returns a statement without its name, so that any connection of a pooler can run it. */
function unnamed(statement: unknown): unknown {
  const isNamed = typeof statement === 'object' && statement !== null && 'name' in statement
  return isNamed ? Object.create(statement, { name: { value: undefined } }) : statement
}

/**
 * Creates connections that close when a statement exceeds its timeout, which counts as an outage. Otherwise a hanging
 * server would keep them open. One timer checks all connections, so a statement costs almost nothing. Unless `named`,
 * statements are sent without their names.
 */
export function watchedConnections(statementMs: number, named = true): Watched {
  const all = new Set<WatchedClient>()
  let clock: NodeJS.Timeout | undefined
  let ticks = 0
  const tick = () => {
    ticks += 1
    for (const client of all) if (client.isLate(ticks)) client.socket.destroy()
  }

  class WatchedClient extends pg.Client implements TimedClient {
    readonly socket: Socket
    statementMs = statementMs
    /** Tick at which the current statement began. Null: none. */
    private startedIn: number | null = null

    constructor(config?: pg.ClientConfig) {
      const socket = new Socket()
      super({ ...config, stream: () => socket })
      this.socket = socket
      this.on('drain', () => {
        this.startedIn = null
      })
      // The socket emits `close` even if the client never connected.
      socket.once('close', () => {
        all.delete(this)
        if (all.size > 0) return
        clearInterval(clock)
        clock = undefined
      })
      all.add(this)
      clock ??= setInterval(tick, TICK_MS).unref()
    }

    override query(statement: unknown, ...more: unknown[]): never {
      this.startedIn = ticks
      const sent = named ? statement : unnamed(statement)
      return super.query(...([sent, ...more] as [string])) as never // Forwards every overload.
    }

    isLate(now: number): boolean {
      return this.startedIn !== null && (now - this.startedIn) * TICK_MS > this.statementMs + SPARE_MS
    }
  }

  return {
    Client: WatchedClient,
    destroyAll() {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** Changes the timeout of a connection. Returns a function that restores it. Ignores unwatched connections. */
export function overrideTimeout(client: pg.PoolClient, statementMs: number): () => void {
  if (!('statementMs' in client)) return () => {}
  const timed = client as TimedClient
  const before = timed.statementMs
  timed.statementMs = statementMs
  return () => {
    timed.statementMs = before
  }
}
