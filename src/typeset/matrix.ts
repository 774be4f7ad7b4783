/** Affine matrix as in SVG: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number]

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** Returns the matrix that applies `inner` first, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** One step of a transform. Sticky, so that it matches only after the previous step: a search would be quadratic. */
const step = /\s*([a-zA-Z]+)\s*\(([^)]*)\)(?:\s*,)?/y

/** Parses an SVG `transform`. Returns null if it is invalid. */
export function parseTransform(text: string): Matrix | null {
  let matrix = identity
  let end = 0
  step.lastIndex = 0
  for (let found = step.exec(text); found; found = step.exec(text)) {
    const [, name = '', list = ''] = found
    const next = stepOf(name, numbersIn(list))
    if (!next?.every(Number.isFinite)) return null
    matrix = multiply(matrix, next)
    end = step.lastIndex
  }
  return text.slice(end).trim() === '' ? matrix : null
}

/** Parses the `transform` property of CSS, with units and functions of one axis. Returns null if it is not supported. */
export function parseCssTransform(text: string): Matrix | null {
  const plain = text
    .replace(/([\d.])(?:px|deg)(?![\w.])/gi, '$1')
    .replace(/translateX\(([^(),]*)\)/gi, 'translate($1,0)')
    .replace(/translateY\(([^(),]*)\)/gi, 'translate(0,$1)')
    .replace(/scaleX\(([^(),]*)\)/gi, 'scale($1,1)')
    .replace(/scaleY\(([^(),]*)\)/gi, 'scale(1,$1)')
  return parseTransform(plain)
}

/** Parses numbers; empty if invalid. Separators are optional in SVG: `10.5.5-1`. Avoids exponential backtracking. */
function numbersIn(list: string): number[] {
  const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/gi
  const between = list.replace(number, '#').trim()
  return /^#(?:\s*(?:,\s*)?#)*$/.test(between) ? (list.match(number) ?? []).map(Number) : []
}

function stepOf(name: string, numbers: number[]): Matrix | null {
  const [p = Number.NaN, q, r, s, t, u] = numbers
  if (!isCount(name, numbers.length)) return null
  const radians = (p * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  switch (name) {
    case 'matrix':
      return [p, q, r, s, t, u] as Matrix // `isCount` has checked that there are six.
    case 'translate':
      return [1, 0, 0, 1, p, q ?? 0]
    case 'scale':
      return [p, 0, 0, q ?? p, 0, 0]
    case 'rotate': {
      const [x, y] = [q ?? 0, r ?? 0]
      return [cos, sin, -sin, cos, x - cos * x + sin * y, y - sin * x - cos * y]
    }
    case 'skewX':
      return [1, 0, Math.tan(radians), 1, 0, 0]
    case 'skewY':
      return [1, Math.tan(radians), 0, 1, 0, 0]
    default:
      return null
  }
}

/** Returns whether a step of a transform may have this many numbers. */
function isCount(name: string, count: number): boolean {
  if (name === 'matrix') return count === 6
  if (name === 'rotate') return count === 1 || count === 3
  return count === 1 || (count === 2 && (name === 'translate' || name === 'scale'))
}
