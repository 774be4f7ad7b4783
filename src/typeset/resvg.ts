import { Resvg, type ResvgRenderOptions } from '@resvg/resvg-js'

/** A reference that is neither into the SVG nor an image in it. What is escaped has no quotation marks. */
const elsewhere = /href\s*=\s*(?!"(?:#|data:image\/(?:png|jpe?g);base64,))["']/i

/**
 * Reads an SVG that has no text. resvg would read any file of the server that an image names, and has no option against
 * it: what does not refer to itself or hold its images does not come so far.
 */
export function openSvg(svg: string, options: ResvgRenderOptions = {}): Resvg {
  if (elsewhere.test(svg)) throw new Error('An SVG refers to something outside of itself.')
  return new Resvg(svg, { ...options, font: { loadSystemFonts: false } })
}
