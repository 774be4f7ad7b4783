import { type Box, type Fitted, share } from './fit.ts'
import { pathOf } from './outline.ts'
import type { Look, OwnRun, OwnText } from './ownText.ts'
import { type Paragraph, prepare } from './paragraph.ts'
import type { Context, Line } from './shapeLine.ts'
import { openSiteFont } from './siteFonts.ts'
import { escapeXml } from './svg.ts'

/** Heights of the families above the baseline, in em, from their tables hhea and OS/2. Descents are negative. */
const heights = {
  'EB Garamond': { ascent: 1.007, descent: -0.298, x: 0.4 },
  'Source Sans 3': { ascent: 1.024, descent: -0.4, x: 0.486 },
}

/** Text that is set. `element` is the same for all parts of one `<text>`. */
export type SetText = Fitted & Look & { element: number }

/** Sets the lines of the template's own texts, each part in its own style. */
export async function setOwnLines(texts: OwnText[], context: Context): Promise<SetText[]> {
  const set: SetText[] = []
  let [end, element] = [0, -1]
  for (const text of texts) {
    if (text.element !== element) end = 0
    element = text.element
    const parts: { run: OwnRun; paragraph: Paragraph; line: Line; at: number }[] = []
    let width = 0
    for (const run of text.runs) {
      const paragraph = await prepare(run.text, run.setting.style, context, true)
      const line = paragraph.line(0, paragraph.text.length)
      width += run.dx
      parts.push({ run, paragraph, line, at: width })
      width += (line.width + run.setting.style.letterSpacing) * run.setting.size
    }
    const [first, last] = [parts[0], parts.at(-1)]
    if (!first || !last) continue
    width -= last.run.setting.style.letterSpacing * last.run.setting.size
    const { rightToLeft } = first.paragraph
    const left = (text.x ?? end) - width * share(first.run.setting.anchor, rightToLeft)
    for (const { run, paragraph, line, at } of parts) {
      const x = left + (rightToLeft && parts.length > 1 ? width - at - line.width * run.setting.size : at)
      const y = run.y + shiftOf(run) * run.setting.size
      const { text, language } = paragraph
      const { fill, opacity, matrix, paint } = run
      set.push({
        text,
        language,
        lines: [{ line, x, y, size: run.setting.size }],
        fill,
        opacity,
        matrix,
        paint,
        element,
      })
    }
    end = left + width
  }
  return set
}

/** Returns how far below the given line the alphabetic baseline is, in em, as Chromium computes it. */
function shiftOf({ baseline, setting }: OwnRun): number {
  const { family, siteFont, weight } = setting.style
  const { ascent, descent, x } =
    (siteFont === undefined ? undefined : openSiteFont(siteFont, weight).heights) ?? heights[family]
  if (baseline === 'middle') return x / 2
  if (baseline === 'central') return (ascent + descent) / 2
  if (baseline === 'mathematical') return ascent / 2
  if (baseline === 'hanging') return ascent * 0.8
  if (/^(?:text-)?before-edge$|^text-top$/.test(baseline)) return ascent
  if (/^(?:text-)?after-edge$|^text-bottom$|^ideographic$/.test(baseline)) return descent
  return 0
}

/** Returns the outlines of texts with a gradient or stroke. */
export function drawPainted(texts: SetText[]): string[] {
  const elements = new Map<number, SetText[]>()
  for (const text of texts) {
    if (text.paint === null) continue
    const all = elements.get(text.element) ?? []
    elements.set(text.element, all)
    all.push(text)
  }
  return texts.map((text) => drawOutlines(text, elements.get(text.element) ?? []))
}

/** Returns the outlines of a text. `all` are the texts of its element. */
function drawOutlines({ lines, matrix, paint }: SetText, all: SetText[]): string {
  if (paint === null) return ''
  const attributes = Object.entries(paint).map(([name, value]) => `${name}="${escapeXml(value)}"`)
  // A gradient spans the box of the whole text, not of its ink. Points without a line extend the box.
  const boxes = all.flatMap(({ lines }) => lines.map(boxOf))
  const left = Math.min(...boxes.map((box) => box.x))
  const top = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  const corners = `M${left} ${top}L${left} ${top}M${right} ${bottom}L${right} ${bottom}`
  const path = lines.map(pathOf).join('')
  return `<path transform="matrix(${matrix.join(' ')})" ${attributes.join(' ')} d="${path}${corners}"/>`
}

function boxOf({ line, x, y, size }: Fitted['lines'][number]): Box {
  const look = line.glyphs.map(({ look }) => look).find((look) => 'font' in look)
  const isSans = look !== undefined && 'font' in look && look.font.key.startsWith('SourceSans3')
  const ofSite = look !== undefined && 'font' in look ? look.font.heights : undefined
  const { ascent, descent } = ofSite ?? heights[isSans ? 'Source Sans 3' : 'EB Garamond']
  return { x, y: y - ascent * size, width: line.width * size, height: (ascent - descent) * size }
}
