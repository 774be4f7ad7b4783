import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { IpfsUnavailable } from '../../ipfs/store.ts'
import { ObjectDamaged, type Objects } from '../../objects/objects.ts'

const PICTURES = 'pictures/'

/** Maximum size of a picture or PDF. */
const MAX_BYTES = 64 * 1024 * 1024

/** Pictures and PDFs in the object store, for all servers. Each server also has those that it served as files. */
export type SharedDocuments = {
  find(name: string): Promise<Uint8Array | null>
  store(name: string, document: Uint8Array): Promise<void>
  /** Deletes one. Throws IpfsUnavailable. */
  remove(name: string): Promise<void>
  /** Deletes all that the store lists and whose name begins so. Throws IpfsUnavailable. */
  removeAll(prefix: string): Promise<void>
  list(): AsyncGenerator<string>
}

export function sharedDocuments(objects: Objects): SharedDocuments {
  const names = async function* (prefix: string): AsyncGenerator<string> {
    for await (const { key } of objects.list(PICTURES + prefix)) yield key.slice(PICTURES.length)
  }
  return {
    async find(name) {
      try {
        return await objects.get(PICTURES + name, MAX_BYTES)
      } catch (error) {
        if (error instanceof ObjectDamaged) return null
        throw error
      }
    },
    store: (name, document) => objects.put(PICTURES + name, document),
    remove: (name) => inStore(() => objects.remove(PICTURES + name)),
    removeAll: (prefix) =>
      inStore(async () => {
        for await (const name of names(prefix)) await objects.remove(PICTURES + name)
      }),
    list: () => names(''),
  }
}

async function inStore(removing: () => Promise<void>): Promise<void> {
  try {
    await removing()
  } catch (error) {
    throw new IpfsUnavailable('The pictures of the object store cannot be removed.', { cause: error })
  }
}

/** Copies the pictures and PDFs in a folder that the object store lacks. Returns their number. */
export async function copyPictures(folder: string, objects: Objects): Promise<number> {
  const files = await readdir(folder, { recursive: true }).catch(noneIfMissing)
  let copied = 0
  for (const name of files.filter((file) => /^..\/[^/]+\.(png|pdf)$/.test(file))) {
    if (await objects.stat(PICTURES + name)) continue
    // A server may delete it meanwhile.
    const document = await readFile(join(folder, name)).catch((error) => {
      noneIfMissing(error)
      return null
    })
    if (!document) continue
    await objects.put(PICTURES + name, document)
    copied += 1
  }
  return copied
}

function noneIfMissing(error: unknown): string[] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
  throw error
}
