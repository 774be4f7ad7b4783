import { join } from 'node:path'
import { ensureDataDir } from '../dataDir.ts'
import { openEmbeddedStore } from './embedded.ts'
import { openKubo } from './kubo.ts'
import type { IpfsStore } from './store.ts'

export async function openIpfs(config: { ipfsApiUrl: string | undefined; dataDir: string }): Promise<IpfsStore> {
  if (config.ipfsApiUrl) return openKubo(config.ipfsApiUrl)
  ensureDataDir(config.dataDir)
  return openEmbeddedStore(join(config.dataDir, 'ipfs'))
}
