/** Number of arguments of each command of a path (SVG 2, 9.3). */
const counts: Partial<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, C: 6, S: 4, Q: 4, T: 2, A: 7, Z: 0 }
const command = /\s*([MLHVCSQTAZ])/iy
const first = /\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy
const next = /\s*,?\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/iy
const flag = /\s*,?\s*[01]/y
const end = /\s*$/y

/** Returns the place of the first fault in the data of a path. Null without a fault. */
export function faultInPath(d: string): number | null {
  if (d.trim() === 'none') return null
  let at = 0
  const read = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const found = pattern.exec(d)
    if (found) at = pattern.lastIndex
    return found && (found[1] ?? '')
  }
  for (let isStart = true; read(end) === null; isStart = false) {
    const name = read(command)?.toUpperCase()
    const count = name === undefined ? undefined : counts[name]
    if (count === undefined || (isStart && name !== 'M')) return afterSpace(d, at)
    for (let argument = 0; count > 0; argument += 1) {
      // An arc has two flags, which need no space after them.
      const isFlag = name === 'A' && [3, 4].includes(argument % 7)
      if (read(isFlag ? flag : argument === 0 ? first : next) !== null) continue
      if (argument === 0 || argument % count !== 0) return afterSpace(d, at)
      break
    }
  }
  return null
}

/** Returns the place of the first fault in the points of a polygon or polyline. Null without a fault. */
export function faultInPoints(points: string): number | null {
  let at = 0
  let count = 0
  for (const pattern of [first, next]) {
    for (pattern.lastIndex = at; pattern.exec(points); pattern.lastIndex = at) {
      at = pattern.lastIndex
      count += 1
      if (pattern === first) break
    }
  }
  return count % 2 === 0 && points.slice(at).trim() === '' ? null : afterSpace(points, at)
}

function afterSpace(text: string, at: number): number {
  return text.length - text.slice(at).trimStart().length
}
