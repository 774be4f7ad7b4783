import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Order } from '../../typeset/render.ts'
import type { Renderer } from '../../typeset/renderer.ts'

/** Counted up when the same facts and template are drawn differently than before. */
const RENDERER_VERSION = 2

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

  /** Deletes what is kept of certificates that are no longer there; `living` says of numbers which ones are. */
  forget(living: (numbers: string[]) => Promise<Set<string>>): Promise<void>
}

/** The SHA-256 of all that a document is made of, as hex: where it is the same, so is the document. */
export function hashOf({ kind, facts, template }: Wanted): string {
  return createHash('sha256')
    .update(JSON.stringify([RENDERER_VERSION, kind, facts, template?.hash ?? null]))
    .digest('hex')
}

/**
 * Keeps rendered documents as files in a folder, each under the number of its certificate and the hash of its order. They
 * can be deleted at any time.
 */
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
    const kept = await unlessMissing(readFile(path))
    if (kept) return kept
    const document = await draw(wanted)
    await keep(path, document)
    return document
  }

  return {
    draw,
    get(wanted) {
      const path = join(folder, nameOf(wanted))
      // Whoever asks meanwhile waits for the same one.
      let document = underWay.get(path)
      if (!document) {
        document = readOrRender(path, wanted).finally(() => underWay.delete(path))
        underWay.set(path, document)
      }
      return document
    },

    async forget(living) {
      for (const part of await filesIn(folder)) {
        const kept = (await filesIn(join(folder, part))).filter((name) => /\.(png|pdf)$/.test(name))
        const numbers = await living([...new Set(kept.map(numberIn))])
        const gone = kept.filter((name) => !numbers.has(numberIn(name)))
        for (const name of gone) await rm(join(folder, part, name), { force: true })
      }
    },
  }
}

/** In one of some thousand folders: `SS/01M81-17EDB-EGDV4-36CAD-GP2MSS_<hash>.png` */
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
