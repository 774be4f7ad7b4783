import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { sampleFacts } from '../../typeset/facts.ts'
import type { Drawing } from '../../typeset/render.ts'
import type { ReadFonts, Renderer } from '../../typeset/renderer.ts'
import type { Turn } from '../../typeset/turns.ts'
import type { SharedDocuments } from './shared.ts'

/** Increase it when the same facts and template render differently. */
const RENDERER_VERSION = 2

/** Age (ms) after which a temporary file counts as abandoned. */
const ABANDONED_MS = 24 * 3_600_000

/** A rendered document cannot be stored: the disk is full or not writable. */
export class NotStored extends Error {}

/** The certificate of a document was deleted or erased while it was drawn. */
export class CertificateGone extends Error {}

/** Drawing whose template is identified by its hash, and read only for drawing. `turn` is its place in the queue. */
export type Wanted = Omit<Drawing, 'template'> & {
  template: { hash: string; read(): Promise<string>; readFonts?: ReadFonts } | null
  turn?: Turn
}

export type DocumentStore = {
  /** Returns the document. Renders it on first use. Throws NotStored, CertificateGone, and the errors of the renderer. */
  get(wanted: Wanted): Promise<Uint8Array>

  /** Returns the document if it is stored. */
  find(wanted: Wanted): Promise<Uint8Array | null>

  /** Renders the document without storing it. */
  draw(wanted: Wanted): Promise<Uint8Array>

  /** Deletes all documents of a certificate by its number. Throws IpfsUnavailable. */
  remove(number: string): Promise<void>

  /** Deletes documents of certificates that no longer exist. */
  deleteOrphans(): Promise<void>

  /** Deletes those of this machine only. */
  deleteLocalOrphans(): Promise<void>
}

/** Returns the SHA-256 (hex) of a document's whole input. The same hash means the same document. */
export function hashOf({ kind, facts, template }: Wanted): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERER_VERSION, kind, facts, template?.hash ?? null]))
    .digest('hex')
}

/**
 * Stores rendered documents as files, by certificate number and order hash. They can be deleted at any time. `existing`
 * returns those of the given numbers whose certificate exists. With `shared`, the files are this machine's copies.
 */
export function openDocumentStore(
  folder: string,
  renderer: Pick<Renderer, 'render'>,
  existing: (numbers: string[]) => Promise<Set<string>>,
  shared: SharedDocuments | null = null,
): DocumentStore {
  const rendering = new Map<string, Promise<Uint8Array>>()
  const swept = new Set<string>()

  async function findShared(name: string): Promise<Uint8Array | null> {
    if (!shared) return null
    return shared.find(name).catch((error) => {
      throw new NotStored(`${name} could not be read from the object store.`, { cause: error })
    })
  }

  async function storeShared(name: string, document: Uint8Array): Promise<void> {
    await shared?.store(name, document).catch((error) => {
      throw new NotStored(`${name} could not be written to the object store.`, { cause: error })
    })
  }

  async function store(path: string, document: Uint8Array): Promise<void> {
    await write(path, document)
    const place = dirname(path)
    if (swept.has(place)) return
    swept.add(place)
    // The document is stored even if this cleanup fails.
    await sweep(place).catch(() => {})
  }

  async function draw({ template, turn, ...rest }: Wanted): Promise<Uint8Array> {
    return renderer.render({ ...rest, template: template && (await template.read()) }, turn, template?.readFonts)
  }

  async function readOrRender(name: string, wanted: Wanted): Promise<Uint8Array> {
    const path = join(folder, name)
    const stored = await unlessMissing(readFile(path))
    if (stored) return stored
    const { number } = wanted.facts
    const found = await findShared(name)
    const document = found ?? (await draw(wanted))
    const storing = async () => {
      if (!found) await storeShared(name, document)
      await store(path, document)
    }
    const failure = await storing().then(
      () => null,
      (error: unknown) => error,
    )
    // Its certificate may have been deleted since the order, and its documents removed, also while they were written. A
    // template’s preview has none.
    if (number !== sampleFacts.number && (await existing([number])).size === 0) {
      await rm(path, { force: true })
      await shared?.remove(name)
      throw new CertificateGone(`Certificate ${number} was deleted while its document was drawn.`)
    }
    if (failure) throw failure
    return document
  }

  async function deleteLocalOrphans(): Promise<void> {
    for (const part of await filesIn(folder)) {
      const files = (await filesIn(join(folder, part))).filter((name) => /\.(png|pdf)$/.test(name))
      const numbers = await existing([...new Set(files.map(numberIn))])
      const orphans = files.filter((name) => !numbers.has(numberIn(name)))
      for (const name of orphans) await rm(join(folder, part, name), { force: true })
    }
  }

  return {
    draw,
    get(wanted) {
      const name = nameOf(wanted)
      // Concurrent requests share one rendering.
      let document = rendering.get(name)
      if (!document) {
        document = readOrRender(name, wanted).finally(() => rendering.delete(name))
        rendering.set(name, document)
      }
      return document
    },

    async find(wanted) {
      const name = nameOf(wanted)
      return (await unlessMissing(readFile(join(folder, name)))) ?? findShared(name)
    },

    async remove(number) {
      const place = join(folder, number.slice(-2))
      const files = (await filesIn(place)).filter((name) => numberIn(name) === number)
      for (const name of files) await rm(join(place, name), { force: true })
      // A list may be late: the hourly job finds what it misses.
      await shared?.removeAll(`${number.slice(-2)}/${number}_`)
    },

    async deleteOrphans() {
      await deleteLocalOrphans()
      if (shared) await deleteSharedOrphans(shared, existing)
    },

    deleteLocalOrphans,
  }
}

/** Number of shared documents whose certificates are looked up in one query. */
const LOOKED_UP = 1000

async function deleteSharedOrphans(
  shared: SharedDocuments,
  existing: (numbers: string[]) => Promise<Set<string>>,
): Promise<void> {
  const deleteAmong = async (names: string[]) => {
    const numbers = await existing([...new Set(names.map(numberIn))])
    for (const name of names) if (!numbers.has(numberIn(name))) await shared.remove(name)
  }
  let names: string[] = []
  for await (const name of shared.list()) {
    if (names.push(name) < LOOKED_UP) continue
    await deleteAmong(names)
    names = []
  }
  await deleteAmong(names)
}

/** Returns the path, in one of about a thousand folders: `SS/01M81-17EDB-EGDV4-36CAD-GP2MSS_<hash>.png` */
function nameOf(wanted: Wanted): string {
  const { number } = wanted.facts
  return join(number.slice(-2), `${number}_${hashOf(wanted)}.${wanted.kind}`)
}

function numberIn(name: string): string {
  return basename(name).split('_')[0] ?? ''
}

async function filesIn(folder: string): Promise<string[]> {
  return (await unlessMissing(readdir(folder))) ?? []
}

async function unlessMissing<Found>(reading: Promise<Found>): Promise<Found | null> {
  try {
    return await reading
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(`${error.code}`)
    if (!isMissing) throw error
    return null
  }
}

/** Writes a file atomically: after a crash it is complete or absent. */
async function write(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}`
  try {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(temporary, 'wx')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw new NotStored(`${path} could not be written.`, { cause: error })
  }
}

/** Deletes temporary files of killed processes. Another process may do this concurrently. */
async function sweep(folder: string): Promise<void> {
  const unfinished = (await readdir(folder)).filter((name) => /\.[0-9a-f-]{36}$/.test(name))
  for (const name of unfinished) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true })
  }
}
