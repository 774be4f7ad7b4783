import { endOfString, ensureShallow, isClosing, isOpening } from '../json.ts'

// Reads the text of a bundle so strictly that every reader understands the same: one byte order mark at most, no name
// twice in an object, and numbers only as whole numbers without fraction and exponent.

/** Maximum length of a bundle's text, in characters. */
export const MAX_BUNDLE = 1_000_000

/** Maximum size of a bundle in UTF-8, with its byte order mark. */
export const MAX_BUNDLE_BYTES = 3 * MAX_BUNDLE + 3

/** The input is not a bundle that this version can read. This says nothing about the certificate. */
export class UnreadableBundle extends Error {}

const MAX_LEVELS = 10
const MARK = '\ufeff'

/** Parses the text of a bundle, or its bytes. Throws UnreadableBundle. */
export function parseBundle(source: string | Uint8Array): unknown {
  const text = withoutMark(typeof source === 'string' ? source : decoded(source))
  if (text.length > MAX_BUNDLE) throw tooLong()
  try {
    ensureShallow(text, MAX_LEVELS)
    const json: unknown = JSON.parse(text)
    ensureUnambiguous(text)
    return json
  } catch (error) {
    if (error instanceof UnreadableBundle) throw error
    throw new UnreadableBundle('Not valid JSON.', { cause: error })
  }
}

function decoded(bytes: Uint8Array): string {
  if (bytes.length > MAX_BUNDLE_BYTES) throw tooLong()
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new UnreadableBundle('The byte order mark at its beginning says UTF-16. Save the file as UTF-8.')
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw new UnreadableBundle('Not valid UTF-8. Save the file as UTF-8, or download it again.', { cause: error })
  }
}

function withoutMark(text: string): string {
  const rest = text.startsWith(MARK) ? text.slice(MARK.length) : text
  if (rest.startsWith(MARK)) throw new UnreadableBundle('Begins with two byte order marks. Remove one.')
  return rest
}

function tooLong(): UnreadableBundle {
  return new UnreadableBundle(`Longer than ${MAX_BUNDLE} characters.`)
}

const number = /[-+.\dEe]+/y
const wholeNumber = /^(0|-?[1-9]\d*)$/
const colon = /[ \t\r\n]*:/y

/** Throws UnreadableBundle for a name twice in an object, or a number that is not written as a whole one. */
function ensureUnambiguous(json: string): void {
  const objects: Set<string>[] = []
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at] ?? ''
    const code = json.charCodeAt(at)
    if (character === '"') {
      const end = endOfString(json, at)
      if (matchAt(colon, json, end + 1) !== null) addName(objects.at(-1), JSON.parse(json.slice(at, end + 1)))
      at = end
    } else if (/[-\d]/.test(character)) {
      const written = matchAt(number, json, at) ?? character
      if (!wholeNumber.test(written)) throw new UnreadableBundle(`Not a whole number: ${written.slice(0, 40)}`)
      at += written.length - 1
    } else if (isOpening(code)) objects.push(new Set())
    else if (isClosing(code)) objects.pop()
  }
}

function addName(names: Set<string> | undefined, name: string): void {
  if (names?.has(name)) throw new UnreadableBundle(`Contains a name twice: ${JSON.stringify(name.slice(0, 40))}`)
  names?.add(name)
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}
