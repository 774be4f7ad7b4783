/** As SVG writes it: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number]

export const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** The matrix that first does `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

/** Reads an SVG `transform`; null where it is none. */
export function parseTransform(text: string): Matrix | null {
  let matrix = identity
  const rest = text.replace(/\s*([a-zA-Z]+)\s*\(([^)]*)\)[\s,]*/g, (_, name: string, list: string) => {
    const numbers = list
      .trim()
      .split(/[\s,]+/)
      .map(Number)
    const step = stepOf(name, numbers)
    if (!step?.every(Number.isFinite)) return '?'
    matrix = multiply(matrix, step)
    return ''
  })
  return rest.trim() === '' ? matrix : null
}

function stepOf(name: string, [p = Number.NaN, q, r, s, t, u]: number[]): Matrix | null {
  const radians = (p * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  switch (name) {
    case 'matrix':
      return [p, q, r, s, t, u] as Matrix // Where numbers are missing, they are found not to be finite.
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
