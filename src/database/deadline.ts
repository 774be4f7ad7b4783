import { Socket } from 'node:net'
import pg from 'pg'

/** How often (ms) connections are looked after. */
const TICK_MS = 100

/** How much later (ms) than PostgreSQL itself, which may have the same limit, a statement is given up here. */
const SPARE_MS = 200

/** A connection that can be told how long its next statements may take. */
type Patient = { statementMs: number }

/** Connections that are looked after. */
export type Watched = {
  /** What a pool makes its connections with. */
  Client: NonNullable<pg.PoolConfig['Client']>
  /** Ends those that are left, whether or not the server hears of it. */
  destroyAll(): void
}

/**
 * Makes a kind of connection that is destroyed where a statement on it is not answered in time, which fails that statement
 * as an outage: a server that hangs, or a network that is gone, keeps its connections for ever. One clock looks after all
 * of them, so that this costs a statement next to nothing.
 */
export function watchedConnections(statementMs: number): Watched {
  const all = new Set<WatchedClient>()
  let clock: NodeJS.Timeout | undefined
  let ticks = 0
  const tick = () => {
    ticks += 1
    for (const client of all) if (client.isLate(ticks)) client.socket.destroy()
  }

  class WatchedClient extends pg.Client implements Patient {
    readonly socket: Socket
    statementMs = statementMs
    /** The tick in which its statement began; null while it has none. */
    private askedIn: number | null = null

    constructor(config?: pg.ClientConfig) {
      const socket = new Socket()
      super({ ...config, stream: () => socket })
      this.socket = socket
      this.on('drain', () => {
        this.askedIn = null
      })
      // Not that of the client: a client that never connected has none.
      socket.once('close', () => {
        all.delete(this)
        if (all.size > 0) return
        clearInterval(clock)
        clock = undefined
      })
      all.add(this)
      clock ??= setInterval(tick, TICK_MS).unref()
    }

    override query(...asked: unknown[]): never {
      this.askedIn = ticks
      return super.query(...(asked as [string])) as never // All that it may be asked, and what it then answers.
    }

    isLate(now: number): boolean {
      return this.askedIn !== null && (now - this.askedIn) * TICK_MS > this.statementMs + SPARE_MS
    }
  }

  return {
    Client: WatchedClient,
    destroyAll() {
      for (const { socket } of all) socket.destroy()
    },
  }
}

/** Lets the statements of a connection take longer until the returned function is called; nothing for one that nobody watches. */
export function bePatient(client: pg.PoolClient, statementMs: number): () => void {
  if (!('statementMs' in client)) return () => {}
  const patient = client as Patient
  const before = patient.statementMs
  patient.statementMs = statementMs
  return () => {
    patient.statementMs = before
  }
}
