import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CID } from 'multiformats/cid'
import { explained } from '../../core/documents.ts'
import { Problem } from '../../core/problem.ts'
import type { Database } from '../../database/client.ts'
import { copyEmbedded, restoreEmbedded } from '../../database/embedded.ts'
import { SECRETS_FILE, SecretsUnusable } from '../../database/secretsFile.ts'
import { parseCid } from '../../ipfs/cid.ts'
import type { IpfsStore } from '../../ipfs/store.ts'
import { checkSecrets } from '../secrets/check.ts'
import { blocksOf } from './blocks.ts'
import { decryptIfEncrypted, encrypt } from './encryption.ts'
import { MalformedTar, readTar, type TarEntry, writeTar } from './tar.ts'

// The database comes before the blocks (by CID), so that each certificate's document is in the backup.

const DATABASE = 'database.tar'
const BLOCKS = 'blocks/'

/** `secrets`: whether the key for secrets is in the backup. Null if the folder has none. */
export type Saved = { blocks: number; damaged: string[]; secrets: boolean | null }

/**
 * Backs up a data folder, even while a server uses it. `store` is null if documents are on a Kubo node. Without a
 * passphrase the backup is not encrypted, and has no key for secrets: it would open all of them. `named` returns the CIDs of
 * the documents that certificates name, for a store whose list may be late.
 */
export async function backUp(
  dataDir: string,
  store: IpfsStore | null,
  passphrase: string | null,
  named: () => Promise<string[]> = async () => [],
): Promise<{ content: AsyncIterable<Uint8Array>; saved: Saved }> {
  const saved: Saved = { blocks: 0, damaged: [], secrets: null }
  const entries = async function* (): AsyncGenerator<TarEntry> {
    yield { name: DATABASE, bytes: await copyEmbedded(dataDir) }
    const secrets = await readFile(join(dataDir, SECRETS_FILE)).catch(nullIfMissing)
    if (secrets) saved.secrets = passphrase !== null
    if (secrets && saved.secrets) yield { name: SECRETS_FILE, bytes: secrets }
    if (!store) return
    const onDamaged = (cid: CID) => saved.damaged.push(String(cid))
    for await (const { cid, bytes } of blocksOf(store, named, onDamaged)) {
      yield { name: `${BLOCKS}${cid}`, bytes }
      saved.blocks += 1
    }
  }
  const archive = writeTar(entries())
  return { content: passphrase === null ? archive : await encrypt(archive, passphrase), saved }
}

/**
 * Restores a backup into a data folder without a database, and opens the store there. Calls `passphrase` for an encrypted
 * backup. Returns the number of blocks.
 */
export async function restore(
  dataDir: string,
  openStore: () => Promise<IpfsStore>,
  content: AsyncIterable<Uint8Array>,
  passphrase: () => Promise<string>,
): Promise<number> {
  try {
    const entries = readTar(await decryptIfEncrypted(content, passphrase))
    const first = await entries.next()
    if (first.done || first.value.name !== DATABASE) throw new MalformedTar('Not a Chancery backup.')
    await restoreEmbedded(dataDir, first.value.bytes)
    let blocks = 0
    const store = await openStore()
    await store.keep(async (put) => {
      for await (const { name, bytes } of entries) {
        if (name === SECRETS_FILE) {
          await restoreSecrets(join(dataDir, SECRETS_FILE), bytes)
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

/** Writes the key for secrets. Throws a Problem if the folder has another one, which must not get lost. */
async function restoreSecrets(path: string, bytes: Uint8Array): Promise<void> {
  const present = await readFile(path).catch(nullIfMissing)
  if (present?.equals(bytes)) return
  if (present) throw new Problem('input.invalid', `The backup has another ${SECRETS_FILE} than DATA_DIR.`)
  await writeFile(path, bytes, { mode: 0o600 })
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

/** Returns why the present key for secrets is not the key of the database, and what to do. Null if it is. */
export async function secretsProblem(db: Database, dataDir: string): Promise<string | null> {
  try {
    await checkSecrets(db, { warn() {} })
    return null
  } catch (error) {
    if (!(error instanceof SecretsUnusable)) throw error
    return (
      `The server will not start without the key for secrets: put the ${SECRETS_FILE} of the former DATA_DIR into ` +
      `${dataDir}, or set SECRETS_KEY. If it is lost, run \`npx chancery secrets forget\`. Everything else is restored.`
    )
  }
}

function nullIfMissing(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
  throw error
}
