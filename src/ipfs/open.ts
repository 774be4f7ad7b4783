import { join } from 'node:path'
import { ensureDataDir } from '../dataDir.ts'
import type { Objects } from '../objects/objects.ts'
import { type ObjectsConfig, openObjects } from '../objects/open.ts'
import { openEmbeddedStore, storeOf } from './embedded.ts'
import { openKubo } from './kubo.ts'
import type { IpfsStore } from './store.ts'

type IpfsConfig = ObjectsConfig & {
  ipfsApiUrl: string | undefined
  dataDir: string
  objectStoreMove?: 'on' | 'off'
}

/** Folder in DATA_DIR. */
const BLOCKS = 'ipfs'

export function blockFolder({ dataDir }: { dataDir: string }): string {
  return join(dataDir, BLOCKS)
}

export async function openIpfs(config: IpfsConfig, objects: Objects | null = openObjects(config)): Promise<IpfsStore> {
  if (config.ipfsApiUrl) return openKubo(config.ipfsApiUrl)
  const folder = blockFolder(config)
  if (!objects) {
    ensureDataDir(config.dataDir)
    return openEmbeddedStore(folder)
  }
  const [{ openBlockObjects }, { lateRemoval }] = await Promise.all([
    import('./blockObjects.ts'),
    import('./lateRemoval.ts'),
  ])
  const blocks = openBlockObjects(objects)
  if (config.objectStoreMove !== 'on') return storeOf(blocks, lateRemoval(objects, blocks))
  const [{ openBlockFiles }, { bothOf }] = await Promise.all([import('./blockFiles.ts'), import('./bothBlocks.ts')])
  ensureDataDir(config.dataDir)
  const both = bothOf(blocks, await openBlockFiles(folder))
  return storeOf(both, lateRemoval(objects, both))
}
