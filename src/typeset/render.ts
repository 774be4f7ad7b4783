import { classic } from './classic.ts'
import type { Facts } from './facts.ts'
import { compose } from './page.ts'
import { readTemplate, type Template } from './template.ts'

/** What can be made of a certificate; `template` is a clean SVG, null the built-in design. */
export type Order = {
  kind: 'png' | 'pdf'
  facts: Facts
  template: string | null
  /** What it may take of a core, in milliseconds; unset: as much as there is time for. */
  mostCpuMs?: number
}

/** Read templates: a course's certificates follow each other. */
const read = new Map<string, Template>()
const MOST_READ = 8

/** Makes a picture or a PDF. Takes all of a core for some hundredth seconds: openRenderer() does it elsewhere. */
export async function render({ kind, facts, template }: Order): Promise<Uint8Array> {
  const page = await compose(facts, templateOf(template ?? classic))
  // Loaded when needed: most processes draw pictures only.
  if (kind === 'png') return (await import('./picture.ts')).drawPicture(page)
  return (await import('./pdf.ts')).drawPdf(page, facts)
}

function templateOf(svg: string): Template {
  const template = read.get(svg) ?? readTemplate(svg)
  read.delete(svg)
  read.set(svg, template)
  const [oldest] = read.keys()
  if (read.size > MOST_READ && oldest !== undefined) read.delete(oldest)
  return template
}
