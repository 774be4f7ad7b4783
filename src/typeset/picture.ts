import { pathOf } from './outline.ts'
import type { Page, Text } from './page.ts'
import { encodeOpaque } from './png.ts'
import { openSvg } from './resvg.ts'
import { escapeXml } from './svg.ts'
import { markers } from './template.ts'

/** Length of a picture's longer side, in pixels. */
export const PICTURE_SIDE = 1600

export function drawPicture(page: Page): Uint8Array {
  const [, , width, height] = page.viewBox
  const fitTo: { mode: 'width' | 'height'; value: number } =
    width >= height ? { mode: 'width', value: PICTURE_SIDE } : { mode: 'height', value: PICTURE_SIDE }
  const drawn = openSvg(svgOf(page), { fitTo }).render()
  const { width: columns, height: rows, pixels } = drawn
  return encodeOpaque({ width: columns, height: rows, pixels }) ?? drawn.asPng()
}

/** Returns a page as an SVG with outlines instead of text. */
export function svgOf({ viewBox, artwork, texts, stamp }: Page): string {
  const stamped = stamp ? stamp.artwork + outlinesOf(stamp.text) : ''
  // Use user units only: resvg would round a size in millimetres to pixels before scaling.
  const size = `viewBox="${viewBox.join(' ')}" width="${viewBox[2]}" height="${viewBox[3]}"`
  const drawn = artwork.replaceAll(markers, (_, __, index: string) => {
    const text = texts[Number(index)]
    return text ? outlinesOf(text) : ''
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${drawn}${stamped}</svg>`
}

function outlinesOf({ lines, fill, opacity, matrix }: Text): string {
  // The artwork has its outlines.
  if (fill === 'none') return ''
  const look = `transform="matrix(${matrix.join(' ')})" fill="${escapeXml(fill)}" fill-opacity="${opacity}"`
  return lines.map((line) => `<path ${look} d="${pathOf(line)}"/>`).join('')
}
