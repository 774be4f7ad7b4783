import type { Config } from '../core/config.ts'
import type { Database } from '../database/client.ts'
import type { ObjectsConfig } from '../objects/open.ts'
import { notRendering, openDocuments } from '../public/documents/service.ts'
import type { ErasureServices } from './eraseUser.ts'

/** Returns what erasures need, for a process without a renderer. */
export function erasureServices(
  db: Database,
  config: Pick<Config, 'dataDir'> & ObjectsConfig,
  ipfs: ErasureServices['ipfs'],
): ErasureServices {
  return { ipfs, documents: openDocuments(db, config, notRendering), dataDir: config.dataDir }
}
