import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explained } from '../../core/documents.ts'
import { Problem } from '../../core/problem.ts'
import { SECRETS_FILE } from '../../core/secrets.ts'
import type { Database } from '../../database/client.ts'
import { copyEmbedded, restoreEmbedded } from '../../database/embedded.ts'
import { parseCid } from '../../ipfs/cid.ts'
import { IpfsDamaged, type IpfsStore } from '../../ipfs/store.ts'
import { MalformedTar, readTar, type TarEntry, writeTar } from './tar.ts'

// The database comes before the blocks (by CID), so that each certificate's document is in the backup.

const DATABASE = 'database.tar'
const BLOCKS = 'blocks/'

const neverAborted = new AbortController().signal

export type Saved = { blocks: number; damaged: string[] }

/** Backs up a data folder, even while a server uses it. `store` is null if documents are on a Kubo node. */
export function backUp(dataDir: string, store: IpfsStore | null): { content: AsyncIterable<Uint8Array>; saved: Saved } {
  const saved: Saved = { blocks: 0, damaged: [] }
  const entries = async function* (): AsyncGenerator<TarEntry> {
    yield { name: DATABASE, bytes: await copyEmbedded(dataDir) }
    const secrets = await readFile(join(dataDir, SECRETS_FILE)).catch(nullIfMissing)
    if (secrets) yield { name: SECRETS_FILE, bytes: secrets }
    if (!store) return
    for await (const cid of store.list()) {
      const bytes = await store.stored.block(cid, neverAborted).catch((error) => {
        if (!(error instanceof IpfsDamaged)) throw explained(error)
        saved.damaged.push(String(cid))
        return null
      })
      if (!bytes) continue
      yield { name: `${BLOCKS}${cid}`, bytes }
      saved.blocks += 1
    }
  }
  return { content: writeTar(entries()), saved }
}

/** Restores a backup into an empty data folder and opens the store there. Returns the number of blocks. */
export async function restore(
  dataDir: string,
  openStore: () => Promise<IpfsStore>,
  content: AsyncIterable<Uint8Array>,
): Promise<number> {
  try {
    const entries = readTar(content)
    const first = await entries.next()
    if (first.done || first.value.name !== DATABASE) throw new MalformedTar('Not a Chancery backup.')
    await restoreEmbedded(dataDir, first.value.bytes)
    let blocks = 0
    const store = await openStore()
    await store.keep(async (put) => {
      for await (const { name, bytes } of entries) {
        if (name === SECRETS_FILE) {
          await writeFile(join(dataDir, SECRETS_FILE), bytes, { mode: 0o600 })
          continue
        }
        const cid = name.startsWith(BLOCKS) ? parseCid(name.slice(BLOCKS.length)) : null
        if (!cid) throw new MalformedTar(`Unexpected entry in the backup: ${name}`)
        // Throws if the bytes do not match the CID.
        await put(cid, bytes)
        blocks += 1
      }
      return []
    })
    return blocks
  } catch (error) {
    throw error instanceof MalformedTar ? new Problem('input.invalid', error.message) : explained(error)
  }
}

export type Counts = { certificates: number; walletCertificates: number; wrong: number[] }

/** Counts certificates. `wrong` lists courses with a wrong `certificate_count`. */
export async function countAll({ pool }: Database): Promise<Counts> {
  const { rows } = await pool.query<{ certificates: number; walletCertificates: number; wrong: number[] | null }>(`
    SELECT (SELECT count(*)::int FROM course_certificates) AS certificates,
           (SELECT count(*)::int FROM certificates) AS "walletCertificates",
           (SELECT array_agg(course.id) FROM courses course
            WHERE certificate_count <> (SELECT count(*) FROM course_certificates WHERE course_id = course.id)) AS wrong`)
  const [counts] = rows
  if (!counts) throw new Error('The count returned no row.')
  return { ...counts, wrong: counts.wrong ?? [] }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
