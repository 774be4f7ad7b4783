import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { base32upper } from 'multiformats/bases/base32'
import type { CID } from 'multiformats/cid'
import { openEmbeddedStore } from '../../../src/ipfs/embedded.ts'
import { openKubo } from '../../../src/ipfs/kubo.ts'
import { openIpfs } from '../../../src/ipfs/open.ts'
import type { IpfsStore } from '../../../src/ipfs/store.ts'
import { openObjects } from '../../../src/objects/open.ts'
import { newFolder } from '../files/folders.ts'
import { startS3 } from '../objects/s3Server.ts'
import { startKubo } from './kuboServer.ts'

/** A store that tests can damage and take down. */
export type TestStore = {
  store: IpfsStore
  /** The configuration with which a server uses it. */
  config: { dataDir: string } | { ipfsApiUrl: string }
  /** Changes a byte of a stored block. */
  damage(cid: CID): Promise<void>
  lose(cid: CID): Promise<void>
  takeDown(): Promise<void>
  bringBack(): Promise<void>
}

/** Both kinds of stores, for tests that apply to both. */
export const stores = { embedded: startEmbedded, Kubo: startNode }

/** The blocks in a bucket. */
export async function startBucket(): Promise<Omit<TestStore, 'config'>> {
  const server = await startS3()
  const store = await openIpfs({ ...server.config, ipfsApiUrl: undefined, dataDir: await newFolder() })
  const other = () => {
    const objects = openObjects(server.config)
    if (!objects) throw new Error('It is configured.')
    return objects
  }
  const keyOf = (cid: CID) => blockFile('ipfs', cid)
  return {
    store,
    damage: async (cid) => server.put(keyOf(cid), changed(await other().get(keyOf(cid), 1_000_000))),
    lose: (cid) => other().remove(keyOf(cid)),
    takeDown: async () => server.fail(() => 'slow down'),
    bringBack: async () => server.fail(() => null),
  }
}

async function startEmbedded(): Promise<TestStore> {
  const dataDir = await newFolder()
  const folder = join(dataDir, 'ipfs')
  return {
    store: await openEmbeddedStore(folder),
    config: { dataDir },
    async damage(cid) {
      const path = blockFile(folder, cid)
      await writeFile(path, changed(await readFile(path)))
    },
    lose: (cid) => rm(blockFile(folder, cid)),
    takeDown: () => rename(folder, `${folder} elsewhere`),
    bringBack: () => rename(`${folder} elsewhere`, folder),
  }
}

async function startNode(): Promise<TestStore> {
  const kubo = await startKubo()
  const store = await openKubo(kubo.url)
  return {
    store,
    config: { ipfsApiUrl: kubo.url },
    async damage(cid) {
      kubo.put(cid, changed(await store.block(cid, new AbortController().signal)))
    },
    lose: async (cid) => kubo.lose(cid),
    takeDown: () => kubo.close(),
    bringBack: () => kubo.reopen(),
  }
}

/** Returns the path of a block in the embedded store. */
export function blockFile(folder: string, { multihash }: CID): string {
  const name = base32upper.encode(multihash.bytes)
  return join(folder, name.slice(-2), `${name}.data`)
}

function changed(bytes: Uint8Array | null): Uint8Array {
  const other = Uint8Array.from(bytes ?? [])
  if (other[0] === undefined) throw new Error('There is no byte to change.')
  other[0] ^= 1
  return other
}
