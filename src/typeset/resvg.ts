import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js'

/** Matches a reference to something outside the SVG. Escaped text contains no quotation marks. */
const elsewhere = /href\s*=\s*(?!"(?:#|data:image\/(?:png|jpe?g);base64,))["']/i

/** Opens an SVG without text. Rejects external references, because resvg would read files of the server. */
export function openSvg(svg: string, options: ResvgRenderOptions = {}): Resvg {
  if (elsewhere.test(svg)) throw new Error('The SVG refers to something outside itself.')
  return new Resvg(svg, { ...options, font: { loadSystemFonts: false } })
}
