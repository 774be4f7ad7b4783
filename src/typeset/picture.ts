import type { PlacedLine } from './fit.ts'
import { outlineOf } from './outline.ts'
import type { Page } from './page.ts'
import { openSvg } from './resvg.ts'
import { escapeXml } from './svg.ts'

/** Length of a picture's longer side, in pixels. */
export const PICTURE_SIDE = 1600

export function drawPicture(page: Page): Uint8Array {
  const [, , width, height] = page.viewBox
  const fitTo: { mode: 'width' | 'height'; value: number } =
    width >= height ? { mode: 'width', value: PICTURE_SIDE } : { mode: 'height', value: PICTURE_SIDE }
  return openSvg(svgOf(page), { fitTo }).render().asPng()
}

/** Returns a page as an SVG with outlines instead of text. */
export function svgOf({ viewBox, artwork, texts }: Page): string {
  const outlines = texts.flatMap(({ lines, fill, opacity, matrix }) => {
    const look = `transform="matrix(${matrix.join(' ')})" fill="${escapeXml(fill)}" fill-opacity="${opacity}"`
    return lines.map((line) => `<path ${look} d="${pathOf(line)}"/>`)
  })
  // Use user units only: resvg would round a size in millimetres to pixels before scaling.
  const size = `viewBox="${viewBox.join(' ')}" width="${viewBox[2]}" height="${viewBox[3]}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${artwork}${outlines.join('')}</svg>`
}

function pathOf({ line, x, y, size }: PlacedLine): string {
  const digits = Math.max(0, 4 - Math.floor(Math.log10(size)))
  const path: string[] = []
  for (const { look, ...glyph } of line.glyphs) {
    if ('emoji' in look) continue
    const left = x + glyph.x * size
    const base = y + glyph.y * size
    for (const { type, values } of outlineOf(look.font, look.id)) {
      const points = values.map((value, index) => (value * size + (index % 2 === 0 ? left : base)).toFixed(digits))
      path.push(type + points.join(' '))
    }
  }
  return path.join('')
}
