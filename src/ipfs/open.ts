import { join } from 'node:path'
import { openEmbeddedStore } from './embedded.ts'
import { openKubo } from './kubo.ts'
import type { IpfsStore } from './store.ts'

export function openIpfs(config: { ipfsApiUrl: string | undefined; dataDir: string }): Promise<IpfsStore> {
  return config.ipfsApiUrl ? openKubo(config.ipfsApiUrl) : openEmbeddedStore(join(config.dataDir, 'ipfs'))
}
