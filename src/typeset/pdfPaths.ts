import { LRUCache } from 'lru-cache'
import type { Matrix } from './matrix.ts'
import type { Step } from './outline.ts'
import { type Element, elementsOf, parseSvg } from './svg.ts'

// Paths of artwork, as resvg writes them.

/** Least length of a path that `parseArtwork` takes out. */
const LONG = 200

/**
 * Parses an SVG of resvg. Long paths are taken out before, because an XML parser reads them letter by letter.
 */
export function parseArtwork(svg: string): Element {
  const paths: string[] = []
  const short = svg.replaceAll(/ d="([^"&]+)"/g, (attribute, path: string) =>
    path.length < LONG ? attribute : ` d="#${paths.push(path) - 1}"`,
  )
  const restore = (element: Element) => {
    const { d } = element.attributes
    if (d?.startsWith('#')) element.attributes.d = paths[Number(d.slice(1))] ?? ''
    for (const child of elementsOf(element)) restore(child)
  }
  const root = parseSvg(short)
  restore(root)
  return root
}

/** Cache of paths in PDF syntax. Certificates of one template have most of their artwork in common. */
const operators = new LRUCache<string, string>({
  maxSize: 4_000_000,
  sizeCalculation: (text, d) => text.length + d.length,
})

/** Returns a path of resvg as operators of a PDF (ISO 32000-1, 8.5.2). */
export function pathOperators(d: string): string {
  const known = operators.get(d)
  if (known !== undefined) return known
  const text = operatorsOf(stepsOf(d))
  operators.set(d, text)
  return text
}

export function operatorsOf(steps: Step[]): string {
  return steps.map(({ type, values }) => [...values.map(rounded), pdfNames[type] ?? ''].join(' ')).join('\n')
}

const pdfNames: Record<string, string> = { M: 'm', L: 'l', Q: 'v', C: 'c', Z: 'h' }

/** Rounds a number as pdfkit does. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6

/** Parses a path of resvg: absolute M, L, C, Q and Z only. */
export function stepsOf(d: string): Step[] {
  return [...d.matchAll(/([MLCQZ])([^MLCQZ]*)/g)].map(([, type = 'Z', list = '']) => ({
    type,
    values:
      list.trim() === ''
        ? []
        : list
            .trim()
            .split(/[\s,]+/)
            .map(Number),
  }))
}

export function transformed(values: number[], [a, b, c, d, e, f]: Matrix): number[] {
  return values.map((value, index) => {
    const [x = 0, y = 0] = index % 2 === 0 ? [value, values[index + 1]] : [values[index - 1], value]
    return index % 2 === 0 ? a * x + c * y + e : b * x + d * y + f
  })
}

/** Returns the matrix from a unit square to a path's bounding box. */
export function boxMatrix(steps: Step[]): Matrix {
  const points = flatten(steps)
  const xs = points.map(([x]) => x)
  const ys = points.map(([, y]) => y)
  const [left, top] = [Math.min(...xs), Math.min(...ys)]
  return [Math.max(...xs) - left, 0, 0, Math.max(...ys) - top, left, top]
}

const PIECES = 24

/** Returns points along a path, close enough to each other to compute its bounding box. */
function flatten(steps: Step[]): [number, number][] {
  const points: [number, number][] = []
  for (const { values } of steps) {
    const [x = 0, y = 0] = points.at(-1) ?? []
    const nodes = [x, y, ...values]
    for (let piece = values.length > 2 ? 1 : PIECES; piece <= PIECES && values.length > 0; piece += 1) {
      points.push([
        bezier(
          nodes.filter((_, i) => i % 2 === 0),
          piece / PIECES,
        ),
        bezier(
          nodes.filter((_, i) => i % 2 === 1),
          piece / PIECES,
        ),
      ])
    }
  }
  return points
}

/** Evaluates a Bézier curve by De Casteljau's algorithm. */
function bezier(nodes: number[], share: number): number {
  if (nodes.length <= 1) return nodes[0] ?? 0
  return bezier(
    nodes.slice(1).map((node, index) => (nodes[index] ?? 0) * (1 - share) + node * share),
    share,
  )
}
