import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js'

/** Matches a reference outside of the SVG other than an embedded image. Escaped text contains no quotation marks. */
const elsewhere = /href\s*=\s*(?!"(?:#|data:image\/(?:png|jpe?g);base64,))["']/i

/** Opens an SVG without text. Rejects external references, because resvg would read any file of the server. */
export function openSvg(svg: string, options: ResvgRenderOptions = {}): Resvg {
  if (elsewhere.test(svg)) throw new Error('An SVG refers to something outside of itself.')
  return new Resvg(svg, { ...options, font: { loadSystemFonts: false } })
}
