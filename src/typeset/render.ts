import { classic } from './classic.ts'
import type { Facts } from './facts.ts'
import { compose } from './page.ts'
import { readTemplate, type Template } from './template.ts'

/** Order for a PNG or PDF. `template` is a clean SVG; null is the built-in design. */
export type Order = { kind: 'png' | 'pdf'; facts: Facts; template: string | null }

/** Cache of parsed templates. A course's certificates are often rendered one after the other. */
const read = new Map<string, Template>()
const MAX_READ = 8

/** Renders in this process, which blocks it for some hundredths of a second. The server uses `openRenderer`. */
export async function render({ kind, facts, template }: Order): Promise<Uint8Array> {
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
