import { explained } from '../../core/documents.ts'
import { Problem } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import { copyEmbedded, restoreEmbedded } from '../../database/embedded.ts'
import { parseCid } from '../../ipfs/cid.ts'
import { IpfsDamaged, type IpfsStore } from '../../ipfs/store.ts'
import { MalformedTar, readTar, type TarEntry, writeTar } from './tar.ts'

// A backup of the embedded database and store: a tar with the database, `database.tar`, and after it each block by its CID,
// so that no certificate in it names a document that is not.

const DATABASE = 'database.tar'
const BLOCKS = 'blocks/'

const forever = new AbortController().signal

/** What of a store is in a backup. */
export type Saved = { blocks: number; damaged: string[] }

/** The backup of a data folder, also while a server uses it; `store` is null where the documents are elsewhere. */
export function backUp(dataDir: string, store: IpfsStore | null): { content: AsyncIterable<Uint8Array>; saved: Saved } {
  const saved: Saved = { blocks: 0, damaged: [] }
  const entries = async function* (): AsyncGenerator<TarEntry> {
    yield { name: DATABASE, bytes: await copyEmbedded(dataDir) }
    if (!store) return
    for await (const cid of store.list()) {
      const bytes = await store.stored.block(cid, forever).catch((error) => {
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

/** Puts a backup into a data folder with nothing in it; the store is opened there. Tells how many blocks there were. */
export async function restore(
  dataDir: string,
  openStore: () => Promise<IpfsStore>,
  content: AsyncIterable<Uint8Array>,
): Promise<number> {
  try {
    const entries = readTar(content)
    const first = await entries.next()
    if (first.done || first.value.name !== DATABASE) throw new MalformedTar('It is no backup of Chancery.')
    await restoreEmbedded(dataDir, first.value.bytes)
    let blocks = 0
    const store = await openStore()
    await store.keep(async (put) => {
      for await (const { name, bytes } of entries) {
        const cid = name.startsWith(BLOCKS) ? parseCid(name.slice(BLOCKS.length)) : null
        if (!cid) throw new MalformedTar(`It has something that no backup has: ${name}`)
        // Its bytes hash to it, or this throws.
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

/** How many certificates a database has, and the courses whose count is not that of their certificates. */
export async function countAll({ pool }: Database): Promise<Counts> {
  const { rows } = await pool.query<{ certificates: number; walletCertificates: number; wrong: number[] | null }>(`
    SELECT (SELECT count(*)::int FROM course_certificates) AS certificates,
           (SELECT count(*)::int FROM certificates) AS "walletCertificates",
           (SELECT array_agg(course.id) FROM courses course
            WHERE certificate_count <> (SELECT count(*) FROM course_certificates WHERE course_id = course.id)) AS wrong`)
  const [counts] = rows
  if (!counts) throw new Error('A count counts nothing.')
  return { ...counts, wrong: counts.wrong ?? [] }
}
