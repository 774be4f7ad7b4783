import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Order } from '../../typeset/render.ts'
import type { Renderer } from '../../typeset/renderer.ts'

/** Increase it when the same facts and template render differently. */
const RENDERER_VERSION = 2

/** Age (ms) after which a temporary file counts as abandoned. */
const ABANDONED_MS = 24 * 3_600_000

/** A rendered document cannot be stored: the disk is full or not writable. */
export class NotStored extends Error {}

/** Order whose template is identified by its hash, and read only for drawing. */
export type Wanted = Omit<Order, 'template'> & { template: { hash: string; read(): Promise<string> } | null }

export type DocumentStore = {
  /** Returns the document. Renders it on first use. Throws NotStored, and the errors of the renderer. */
  get(wanted: Wanted): Promise<Uint8Array>

  /** Renders the document without storing it. */
  draw(wanted: Wanted): Promise<Uint8Array>

  /** Deletes documents of certificates that no longer exist. `existing` returns those of the given numbers that do. */
  deleteOrphans(existing: (numbers: string[]) => Promise<Set<string>>): Promise<void>
}

/** Returns the SHA-256 (hex) of a document's whole input. The same hash means the same document. */
export function hashOf({ kind, facts, template }: Wanted): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERER_VERSION, kind, facts, template?.hash ?? null]))
    .digest('hex')
}

/** Stores rendered documents as files, by certificate number and order hash. They can be deleted at any time. */
export function openDocumentStore(folder: string, renderer: Pick<Renderer, 'render'>): DocumentStore {
  const rendering = new Map<string, Promise<Uint8Array>>()
  const swept = new Set<string>()

  async function store(path: string, document: Uint8Array): Promise<void> {
    await write(path, document)
    const place = dirname(path)
    if (swept.has(place)) return
    swept.add(place)
    // The document is stored even if this cleanup fails.
    await sweep(place).catch(() => {})
  }

  async function draw({ template, ...rest }: Wanted): Promise<Uint8Array> {
    return renderer.render({ ...rest, template: template && (await template.read()) })
  }

  async function readOrRender(path: string, wanted: Wanted): Promise<Uint8Array> {
    const stored = await unlessMissing(readFile(path))
    if (stored) return stored
    const document = await draw(wanted)
    await store(path, document)
    return document
  }

  return {
    draw,
    get(wanted) {
      const path = join(folder, nameOf(wanted))
      // Concurrent requests share one rendering.
      let document = rendering.get(path)
      if (!document) {
        document = readOrRender(path, wanted).finally(() => rendering.delete(path))
        rendering.set(path, document)
      }
      return document
    },

    async deleteOrphans(existing) {
      for (const part of await filesIn(folder)) {
        const files = (await filesIn(join(folder, part))).filter((name) => /\.(png|pdf)$/.test(name))
        const numbers = await existing([...new Set(files.map(numberIn))])
        const orphans = files.filter((name) => !numbers.has(numberIn(name)))
        for (const name of orphans) await rm(join(folder, part, name), { force: true })
      }
    },
  }
}

/** Returns the path, in one of about a thousand folders: `SS/01M81-17EDB-EGDV4-36CAD-GP2MSS_<hash>.png` */
function nameOf(wanted: Wanted): string {
  const { number } = wanted.facts
  return join(number.slice(-2), `${number}_${hashOf(wanted)}.${wanted.kind}`)
}

function numberIn(name: string): string {
  return name.split('_')[0] ?? ''
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
