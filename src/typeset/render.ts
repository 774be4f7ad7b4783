import { classic } from './designs/classic.ts'
import type { Facts } from './facts.ts'
import { compose } from './page.ts'
import { addSiteFonts, keepSiteFonts, missingFonts } from './siteFonts.ts'
import { readTemplate, type Template } from './template.ts'
import type { Names } from './tryNames.ts'

/** Files of fonts by hash. */
export type FontFiles = Record<string, Uint8Array>

/** Order for a PNG or PDF. `template` is a clean SVG; null is the built-in design. */
export type Drawing = { kind: 'png' | 'pdf'; facts: Facts; template: string | null; files?: FontFiles }

/**
 * A drawing; an uploaded template or font to clean, whose result is the clean file; or names to try in a template, whose
 * result is JSON of TriedName[]. `fonts` has the hashes of the site's fonts by name.
 */
export type Order =
  | Drawing
  | { kind: 'clean'; upload: string; fonts?: Record<string, string> }
  | { kind: 'font'; upload: Uint8Array }
  | { kind: 'names'; template: string; names: Names; files?: FontFiles }

/** Returns the hashes of the fonts that an order needs and that this process lacks. */
export function filesFor(order: Order): string[] {
  if (!('template' in order) || order.template === null) return []
  addSiteFonts(order.files ?? {})
  return missingFonts(order.template)
}

/** Cache of parsed templates. A course's certificates are often rendered one after the other. */
const read = new Map<string, Template>()
const MAX_READ = 8

/**
 * Carries out an order in this process, which blocks it for some hundredths of a second. The server uses `openRenderer`.
 * Throws TemplateFault for an upload that is not allowed.
 */
export async function render(order: Order): Promise<Uint8Array> {
  if (order.kind === 'clean') {
    const { cleanUpload } = await import('./cleanTemplate.ts')
    return Buffer.from(await cleanUpload(order.upload, order.fonts))
  }
  if (order.kind === 'font') return (await import('./cleanFont.ts')).cleanFont(order.upload)
  if (order.template !== null) {
    addSiteFonts(order.files ?? {})
    keepSiteFonts(order.template)
  }
  if (order.kind !== 'names') return draw(order)
  const { tryNames } = await import('./tryNames.ts')
  return Buffer.from(JSON.stringify(await tryNames(templateOf(order.template), order.names)))
}

async function draw({ kind, facts, template }: Drawing): Promise<Uint8Array> {
  const page = await compose(facts, templateOf(template ?? classic))
  // Load on first use: most processes render only PNGs.
  if (kind === 'png') return (await import('./picture.ts')).drawPicture(page)
  return (await import('./pdf.ts')).drawPdf(page, facts)
}

function templateOf(svg: string): Template {
  const template = read.get(svg) ?? readTemplate(svg)
  read.delete(svg)
  read.set(svg, template)
  const [oldest] = read.keys()
  if (read.size > MAX_READ && oldest !== undefined) read.delete(oldest)
  return template
}
