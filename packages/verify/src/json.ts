/** Levels of arrays and objects that JSON from outside may have. */
export const MAX_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c

/** The text is nested too deeply to parse: JSON.parse blocks for a second on 8 MB of brackets. */
export class TooDeep extends SyntaxError {}

/** Parses JSON from outside. Throws SyntaxError, and TooDeep before it parses. */
export function parseJson(text: string): unknown {
  ensureShallow(text)
  return JSON.parse(text)
}

/** Throws TooDeep. Reads each character once. */
export function ensureShallow(text: string, max = MAX_DEPTH): void {
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if (isOpening(code)) {
      depth += 1
      if (depth > max) throw new TooDeep(`Nested more than ${max} levels deep.`)
    } else if (isClosing(code)) depth -= 1
  }
}

/** Returns the index of the quote that ends the string, or the end of the text. */
export function endOfString(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) return at
    if (code === BACKSLASH) at += 1
  }
  return text.length
}

export function isOpening(code: number): boolean {
  return code === 0x5b || code === 0x7b
}

export function isClosing(code: number): boolean {
  return code === 0x5d || code === 0x7d
}
