import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Order } from './render.ts'
import type { Renderer } from './renderer.ts'

/** Counted up when the same facts and template are drawn differently than before. */
const RENDERER_VERSION = 1

/** How old a file is that nobody writes any more, in milliseconds. */
const ABANDONED_MS = 24 * 3_600_000

/** A rendered document cannot be kept: the disk is full, or may not be written to. */
export class NotKept extends Error {}

/** An order whose template is known by its hash, and read only to be drawn. */
export type Wanted = Omit<Order, 'template'> & { template: { hash: string; read(): Promise<string> } | null }

export type DocumentStore = {
  /** The document that is wanted, rendered the first time. Throws NotKept and what rendering throws. */
  get(wanted: Wanted): Promise<Uint8Array>

  /** The same, rendered now and kept nowhere. */
  draw(wanted: Wanted): Promise<Uint8Array>
}

/** The SHA-256 of all that a document is made of, as hex: where it is the same, so is the document. */
export function hashOf({ kind, facts, template }: Wanted): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERER_VERSION, kind, facts, template?.hash ?? null]))
    .digest('hex')
}

/** Keeps rendered documents as files in a folder, each under the hash of its order. They can be deleted at any time. */
export function openDocumentStore(folder: string, renderer: Pick<Renderer, 'render'>): DocumentStore {
  const underWay = new Map<string, Promise<Uint8Array>>()
  const swept = new Set<string>()

  async function keep(path: string, document: Uint8Array): Promise<void> {
    await write(path, document)
    const place = dirname(path)
    if (swept.has(place)) return
    swept.add(place)
    // The document is kept, whatever becomes of these.
    await sweep(place).catch(() => {})
  }

  async function draw({ template, ...rest }: Wanted): Promise<Uint8Array> {
    return renderer.render({ ...rest, template: template && (await template.read()) })
  }

  async function readOrRender(path: string, wanted: Wanted): Promise<Uint8Array> {
    const kept = await readKept(path)
    if (kept) return kept
    const document = await draw(wanted)
    await keep(path, document)
    return document
  }

  return {
    draw,
    get(wanted) {
      const hash = hashOf(wanted)
      const path = join(folder, hash.slice(0, 2), `${hash}.${wanted.kind}`)
      // Whoever asks meanwhile waits for the same one.
      let document = underWay.get(path)
      if (!document) {
        document = readOrRender(path, wanted).finally(() => underWay.delete(path))
        underWay.set(path, document)
      }
      return document
    },
  }
}

async function readKept(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path)
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(`${error.code}`)
    if (!isMissing) throw error
    return null
  }
}

/** Writes a file that is there whole or not at all, whenever the machine stops. */
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
    throw new NotKept(`${path} could not be written.`, { cause: error })
  }
}

/** Deletes what writers that were killed have left in a folder; somebody else may do the same. */
async function sweep(folder: string): Promise<void> {
  const unfinished = (await readdir(folder)).filter((name) => /\.[0-9a-f-]{36}$/.test(name))
  for (const name of unfinished) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true })
  }
}
