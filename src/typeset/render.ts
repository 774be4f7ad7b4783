import { classic } from './designs/classic.ts'
import type { Facts } from './facts.ts'
import { compose } from './page.ts'
import { readTemplate, type Template } from './template.ts'
import type { Names } from './tryNames.ts'

/** Order for a PNG or PDF. `template` is a clean SVG; null is the built-in design. */
export type Drawing = { kind: 'png' | 'pdf'; facts: Facts; template: string | null }

/**
 * A drawing; an uploaded template to clean, whose result is the clean SVG; or names to try in a template, whose result is
 * JSON of TriedName[].
 */
export type Order = Drawing | { kind: 'clean'; upload: string } | { kind: 'names'; template: string; names: Names }

/** Cache of parsed templates. A course's certificates are often rendered one after the other. */
const read = new Map<string, Template>()
const MAX_READ = 8

/**
 * Carries out an order in this process, which blocks it for some hundredths of a second. The server uses `openRenderer`.
 * Throws TemplateFault for an upload that is not allowed.
 */
export async function render(order: Order): Promise<Uint8Array> {
  if (order.kind === 'names') {
    const { tryNames } = await import('./tryNames.ts')
    return Buffer.from(JSON.stringify(await tryNames(templateOf(order.template), order.names)))
  }
  if (order.kind !== 'clean') return draw(order)
  const { cleanTemplate } = await import('./cleanTemplate.ts')
  return Buffer.from(cleanTemplate(order.upload))
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
