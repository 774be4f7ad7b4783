import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'
import { root } from '../root.ts'
import { readMigrations } from './migrations.ts'

// An embedded database without rows, which the build packs (scripts/packedDatabase.ts). Creating a cluster and applying
// all migrations takes ten times as long as unpacking it. The file has a line of JSON that lists the files of the cluster,
// and then their contents.

/** With a window of 64 MB, the system tables, which a cluster has three times, are packed once. */
const packing = {
  [constants.BROTLI_PARAM_QUALITY]: 9,
  [constants.BROTLI_PARAM_LGWIN]: 26,
  [constants.BROTLI_PARAM_LARGE_WINDOW]: 1,
}
const unpacking = { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 }

/** Path and size (bytes) of a file. Of a folder, the size is null. */
type Entry = [path: string, size: number | null]

/** Returns the file of the database with these migrations. */
export async function packedDatabase(): Promise<URL> {
  const sum = createHash('sha256')
  for (const { name, checksum } of await readMigrations()) sum.update(`${name} ${checksum}\n`)
  return new URL(`dist/database-${sum.digest('hex').slice(0, 16)}.br`, root)
}

/** Packs the folder of a database that no process uses. */
export function packDatabase(folder: string): Uint8Array {
  const contents: Buffer[] = []
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry): Entry => {
    const path = join(entry.parentPath, entry.name)
    const name = path.slice(folder.length + 1).replaceAll('\\', '/')
    if (entry.isDirectory()) return [name, null]
    const content = readFileSync(path)
    contents.push(content)
    return [name, content.length]
  })
  return brotliCompressSync(Buffer.concat([Buffer.from(`${JSON.stringify(entries)}\n`), ...contents]), {
    params: packing,
  })
}

/** Unpacks the database into a folder that has none. Does nothing if the build has packed other migrations. */
export async function unpackDatabase(folder: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return
  const file = await packedDatabase()
  if (!existsSync(file)) return
  // If the process ends meanwhile, the folder has no half of a database.
  const incomplete = `${folder}.incomplete`
  rmSync(incomplete, { recursive: true, force: true })
  mkdirSync(incomplete, { mode: 0o700 })
  const packed = brotliDecompressSync(readFileSync(file), { params: unpacking })
  let at = packed.indexOf('\n') + 1
  const entries: Entry[] = JSON.parse(packed.toString('utf8', 0, at))
  for (const [name, size] of entries) {
    const path = join(incomplete, name)
    if (size === null) {
      mkdirSync(path, { recursive: true, mode: 0o700 })
    } else {
      writeFileSync(path, packed.subarray(at, at + size), { mode: 0o600 })
      at += size
    }
  }
  renameSync(incomplete, folder)
}
