import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, statfs, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { explained } from '../../core/documents.ts'
import { Problem, problemBecause } from '../../core/problem.ts'
import type { WriteContext } from '../../core/writeContext.ts'
import { isFull } from '../../ipfs/blockFiles.ts'
import type { IpfsStore } from '../../ipfs/store.ts'

/** What must stay free on the disk: uploads are not to take the database's last room. */
const RESERVE_BYTES = 256 * 1024 * 1024

/**
 * A file on its way in, on disk and without a name: nothing of it outlives whoever holds it, not even where the
 * process is killed. The store hears of a file only when all of it is here.
 */
export type Upload = {
  size: number
  write(bytes: Uint8Array): Promise<void>
  /** The SHA-256 of what was written, as hex; nothing is written after it. */
  checksum(): string
  read(): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** Makes room for an upload of so many bytes at most. */
export async function beginUpload(dataDir: string, maxBytes: number): Promise<Upload> {
  const folder = join(dataDir, 'uploads')
  await mkdir(folder, { recursive: true })
  const { bavail, bsize } = await statfs(folder)
  // Beside the upload itself stands what the store makes of it.
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
        throw isFull(error) ? problemBecause(error, 'ipfs.full') : error
      }
    },
    checksum: () => digest.digest('hex'),
    read: () => file.createReadStream({ start: 0, autoClose: false }),
    close: () => file.close(),
  }
  return upload
}

/** Puts an upload on IPFS, whole or not at all; answers its CID. */
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
