import type { AddressInfo } from 'node:net'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import type { Database } from './db/client.ts'
import { openDatabase } from './db/open.ts'
import { openIpfs } from './ipfs/open.ts'
import type { IpfsStore } from './ipfs/store.ts'
import { bootstrapKey } from './services/apiKeys.ts'

export type RunningServer = {
  /** Where users reach it. */
  url: string
  /** The API key that was made for an empty database: shown now or never. */
  newKey: string | null
  db: Database
  ipfs: IpfsStore
  close(): Promise<void>
}

/** Starts the server that a configuration describes, on a database brought to the newest schema. */
export async function startServer(config: Config): Promise<RunningServer> {
  const db = await openDatabase(config)
  try {
    const newKey = await bootstrapKey(db, config.bootstrapApiKey)
    const ipfs = await openIpfs(config)
    const app = await buildApp({ config, db, ipfs })
    await app.listen({ host: config.host, port: config.port })
    return {
      url: config.publicUrl ?? addressOf(app.server.address() as AddressInfo), // A TCP server has no other kind.
      newKey,
      db,
      ipfs,
      async close() {
        await app.close()
        await db.close()
      },
    }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** Closes a server in good order when the process is told to end. */
export function stopOnSignal(server: RunningServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, async () => {
      await server.close()
      process.exit()
    })
  }
}

function addressOf({ address, port, family }: AddressInfo): string {
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`
}
