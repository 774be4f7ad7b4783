import { SaxesParser } from 'saxes'
import { TemplateFault } from './templateFault.ts'

/** SVG element. `xlink:` prefixes and attributes of other namespaces are removed, other than xml:space. */
export type Element = {
  name: string
  attributes: Record<string, string>
  children: (Element | string)[]
  /** Where it begins in the parsed text. */
  line?: number
}

const SVG = 'http://www.w3.org/2000/svg'
const XLINK = 'http://www.w3.org/1999/xlink'
const XML = 'http://www.w3.org/XML/1998/namespace'
const INKSCAPE = 'http://www.inkscape.org/namespaces/inkscape'
const MAX_DEPTH = 40
const MAX_ELEMENTS = 20_000

/** Parses an SVG. Ignores other namespaces, such as those of editors. Throws TemplateFault. */
export function parseSvg(text: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const root: Element = { name: '', attributes: {}, children: [] }
  const open = [root]
  let foreign = 0
  let elements = 0
  parser.on('error', (error) => {
    throw new TemplateFault(`It is not well-formed XML: ${error.message}`)
  })
  parser.on('doctype', (doctype) => {
    // The parser loads nothing, so that a DOCTYPE is harmless unless it defines something.
    if (!doctype.includes('[')) return
    throw new TemplateFault(
      `Line ${parser.line}: Its DOCTYPE defines entities. Remove the part from <!DOCTYPE to ]>. ` +
        'In Illustrator, save with File → Export → SVG.',
    )
  })
  parser.on('processinginstruction', ({ target }) => {
    throw new TemplateFault(`It has the processing instruction <?${target}?>. Only an XML declaration is allowed.`)
  })
  parser.on('opentag', (tag) => {
    elements += 1
    if (elements > MAX_ELEMENTS) throw new TemplateFault(`It has more than ${MAX_ELEMENTS} elements.`)
    if (open.length + foreign > MAX_DEPTH)
      throw new TemplateFault(`Its elements are nested more than ${MAX_DEPTH} deep.`)
    if (foreign > 0 || tag.uri !== SVG) {
      if (open.length === 1) throw new TemplateFault(`Its root must be <svg xmlns="${SVG}">.`)
      foreign += 1
      return
    }
    const attributes: Record<string, string> = {}
    for (const attribute of Object.values(tag.attributes)) {
      if (attribute.uri === '' || attribute.uri === XLINK) attributes[attribute.local] ??= attribute.value
      if (attribute.uri === XML && attribute.local === 'space') attributes['xml:space'] = attribute.value
      if (attribute.uri === INKSCAPE && attribute.local === 'label') attributes.label ??= attribute.value
    }
    const element = { name: tag.local, attributes, children: [], line: parser.line }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    if (foreign > 0) foreign -= 1
    else open.pop()
  })
  const addText = (text: string) => {
    if (foreign === 0) open.at(-1)?.children.push(text)
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.write(text).close()
  const svg = root.children.find((child) => typeof child === 'object')
  if (svg?.name !== 'svg') throw new TemplateFault(`Its root must be <svg xmlns="${SVG}">.`)
  return svg
}

export function elementsOf(element: Element): Element[] {
  return element.children.filter((child) => typeof child === 'object')
}

export function writeSvg({ name, attributes, children }: Element): string {
  const namespace = name === 'svg' ? ` xmlns="${SVG}"` : ''
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(value)}"`)
  const inside = children.map((child) => (typeof child === 'string' ? escapeXml(child) : writeSvg(child))).join('')
  return `<${name}${namespace}${written.join('')}>${inside}</${name}>`
}

/** Escapes text for elements and for attributes in double quotes. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
