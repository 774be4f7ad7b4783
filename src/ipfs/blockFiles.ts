import { randomUUID } from 'node:crypto'
import { access, constants, type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { base32upper } from 'multiformats/bases/base32'
import { CID } from 'multiformats/cid'
import { code as RAW } from 'multiformats/codecs/raw'
import { decode as decodeMultihash } from 'multiformats/hashes/digest'
import { MAX_BLOCK_BYTES } from './blocks.ts'
import { MAX_NODE_BYTES } from './links.ts'
import { readSmall, shortAccess, statSize } from './shortAccess.ts'
import { IpfsDamaged, IpfsFull, IpfsUnavailable } from './store.ts'

// One file per block, named by its multihash, in a folder named by the end of that name: `OM/BCIQ…OM.data`. This is the
// layout of the package blockstore-fs, which does not sync its writes.

type WriteFile = (cid: CID, bytes: Uint8Array) => Promise<void>

export type BlockFiles = {
  /** Returns the bytes on disk, unverified. Null if there are none. */
  read(cid: CID, signal?: AbortSignal): Promise<Uint8Array | null>
  has(cid: CID, signal?: AbortSignal): Promise<boolean>
  /** Returns the size in bytes. Null if there is no such block. */
  size(cid: CID): Promise<number | null>
  remove(cid: CID): Promise<void>
  list(): AsyncGenerator<CID>
  /** Lists every block with links to others, and maybe more blocks. */
  listNodes(): AsyncGenerator<CID>
  /** Returns when all blocks are stored permanently. After an error, those that remain belong to no document. */
  writeAll<Result>(write: (writeFile: WriteFile) => Promise<Result>): Promise<Result>
}

/** Folder of files that are not in their final place yet. */
const STAGES = '.stages'

/** An older stage was left by a killed process. */
const STAGE_HOURS = 24

/** Opens a folder of blocks; creates it if missing. Several processes may use it concurrently. */
export async function openBlockFiles(folder: string): Promise<BlockFiles> {
  await mkdir(join(folder, STAGES), { recursive: true })
  await deleteOldStages(join(folder, STAGES))

  const pathOf = (name: string) => join(folder, name.slice(-2), `${name}.data`)

  /** Throws if the folder is unreadable: its files would seem missing. */
  const ensureReadable = async () => {
    await access(folder, constants.R_OK | constants.X_OK).catch((error) => {
      throw new IpfsUnavailable('The folder of the IPFS store cannot be read.', { cause: error })
    })
  }

  const disk = shortAccess()
  const sizeOf = (path: string) =>
    disk.isFast() ? disk.timed(() => statSize(path)) : unlessMissing(stat(path).then(({ size }) => size))

  async function* list() {
    for (const part of await onDisk(() => readdir(folder))) {
      if (!/^[A-Z2-7]{2}$/.test(part)) continue
      for (const file of await onDisk(() => readdir(join(folder, part)))) {
        const [, name] = /^(B[A-Z2-7]+)\.data$/.exec(file) ?? []
        if (name) yield cidOfName(name)
      }
    }
  }

  return {
    async read(cid) {
      const path = pathOf(nameOf(cid))
      const small = await onDisk(async () => (disk.isFast() ? disk.timed(() => readSmall(path)) : null))
      if (small) return small
      const file = await onDisk(() => unlessMissing(open(path)))
      if (!file) {
        await ensureReadable()
        return null
      }
      try {
        const { size } = await onDisk(() => file.stat())
        if (size > MAX_BLOCK_BYTES) throw new IpfsDamaged(cid)
        return await onDisk(() => readAll(file, size))
      } finally {
        await file.close()
      }
    },

    async has(cid) {
      if ((await onDisk(async () => sizeOf(pathOf(nameOf(cid))))) !== null) return true
      await ensureReadable()
      return false
    },

    size: (cid) => onDisk(async () => sizeOf(pathOf(nameOf(cid)))),

    async remove(cid) {
      const removed = await onDisk(() => unlessMissing(rm(pathOf(nameOf(cid))).then(() => true)))
      if (!removed) await ensureReadable()
    },

    list,

    async *listNodes() {
      for await (const cid of list()) {
        const size = await onDisk(async () => sizeOf(pathOf(nameOf(cid))))
        if (size !== null && size <= MAX_NODE_BYTES) yield cid
      }
    },

    /** Writes to a stage, and moves the files when all are synced to disk. Keeps none if `write` throws. */
    async writeAll(write) {
      const stage = join(folder, STAGES, randomUUID())
      await onDisk(() => mkdir(stage))
      try {
        const result = await write((cid, bytes) => onDisk(() => writeSafely(join(stage, nameOf(cid)), bytes)))
        await onDisk(() => moveAll(stage, pathOf))
        return result
      } finally {
        await rm(stage, { recursive: true, force: true })
      }
    },
  }
}

export function nameOf({ multihash }: CID): string {
  return base32upper.encode(multihash.bytes)
}

export function cidOfName(name: string): CID {
  return CID.createV1(RAW, decodeMultihash(base32upper.decode(name)))
}

async function writeSafely(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w')
  try {
    await file.writeFile(bytes)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Moves files to their final paths. Overwrites existing files, which are equal or damaged. */
async function moveAll(stage: string, pathOf: (name: string) => string): Promise<void> {
  const places = new Set<string>()
  for (const name of await readdir(stage)) {
    const path = pathOf(name)
    const made = await mkdir(dirname(path), { recursive: true })
    if (made) places.add(dirname(made))
    await rename(join(stage, name), path)
    places.add(dirname(path))
  }
  for (const place of places) await syncFolder(place)
}

async function syncFolder(path: string): Promise<void> {
  const folder: FileHandle = await open(path)
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function deleteOldStages(stages: string): Promise<void> {
  const old = Date.now() - STAGE_HOURS * 3_600_000
  for (const name of await readdir(stages)) {
    const stage = join(stages, name)
    const found = await unlessMissing(stat(stage))
    if (found && found.mtimeMs < old) await rm(stage, { recursive: true, force: true })
  }
}

/** Reads a file of a known size. `FileHandle.readFile` would look up the size again. */
async function readAll(file: FileHandle, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await file.read(bytes, length, size - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return bytes.subarray(0, length)
}

async function unlessMissing<Result>(work: Promise<Result>): Promise<Result | null> {
  try {
    return await work
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
}

async function onDisk<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (isFull(error)) throw new IpfsFull('The disk of the IPFS store is full.', { cause: error })
    throw new IpfsUnavailable('The IPFS store cannot be read or written.', { cause: error })
  }
}

export function isFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(codeOf(error) ?? '')
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
