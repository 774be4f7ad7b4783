import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { IpfsStore } from '../ipfs/store.ts'
import type { ObjectsConfig } from '../objects/open.ts'
import { openDocuments } from '../public/documents/service.ts'
import type { ErasureServices } from './eraseUser.ts'

/** Returns what erasures need, for a process without a renderer. */
export function erasureServices(
  db: Database,
  config: Pick<Config, 'dataDir'> & ObjectsConfig,
  ipfs: Pick<IpfsStore, 'remove'>,
): ErasureServices {
  return { ipfs, documents: openDocuments(db, config, notRendering), dataDir: config.dataDir }
}

const notRendering = {
  render: () => Promise.reject(new Error('An erasure renders nothing.')),
}
