import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { explained } from '../../core/documents.ts'
import { Problem, problemCausedBy } from '../../core/problem.ts'
import type { WriteContext } from '../../core/writeContext.ts'
import { isFull } from '../../ipfs/blockFiles.ts'
import type { IpfsStore } from '../../ipfs/store.ts'

/** Disk space to keep free for the database. */
const RESERVE_BYTES = 256 * 1024 * 1024

/** An unnamed file on disk: nothing remains, even if the process is killed. The store gets it only when complete. */
export type Upload = {
  size: number
  write(bytes: Uint8Array): Promise<void>
  /** Returns the SHA-256 as hex. Nothing may be written afterwards. */
  checksum(): string
  read(): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** Creates an upload. Throws `ipfs.full` if the disk lacks space. */
export async function beginUpload(dataDir: string, maxBytes: number): Promise<Upload> {
  const folder = join(dataDir, 'uploads')
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  // Twice the size: the upload and the store's copy.
  if (bavail * bsize < RESERVE_BYTES + 2 * maxBytes) throw new Problem('ipfs.full')
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx+')
  await unlink(path)
  return uploadTo(file)
}

function uploadTo(file: FileHandle): Upload {
  const digest = createHash('sha256')
  const upload: Upload = {
    size: 0,
    async write(bytes) {
      digest.update(bytes)
      upload.size += bytes.length
      try {
        await file.writeFile(bytes)
      } catch (error) {
        throw isFull(error) ? problemCausedBy(error, 'ipfs.full') : error
      }
    },
    checksum: () => digest.digest('hex'),
    read: () => file.createReadStream({ start: 0, autoClose: false }),
    close: () => file.close(),
  }
  return upload
}

/** Stores an upload on IPFS completely or not at all. Returns its CID. */
export async function storeUpload(
  { db, storeReplay }: Pick<WriteContext<string>, 'db' | 'storeReplay'>,
  ipfs: IpfsStore,
  upload: Upload,
): Promise<string> {
  try {
    const cid = String(await ipfs.add(upload.read()))
    await storeReplay?.(db.prisma, cid)
    return cid
  } catch (error) {
    throw explained(error)
  }
}
