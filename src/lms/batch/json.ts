import { parseJson, TooDeep } from '@chancery/verify/json'
import type { Line, Value } from './lines.ts'
import { UnreadableEntries } from './unreadable.ts'

/** Reads NDJSON, one value per line. Throws UnreadableEntries. */
export async function* readNdjson(lines: AsyncIterable<Line>): AsyncGenerator<Value> {
  for await (const { line, text } of lines) {
    if (text.trim() !== '') yield { line, value: parse(text, line, 'the line') }
  }
}

/** Reads a JSON array, or an object with only an array `entries`, into memory. Throws UnreadableEntries. */
export async function* readJson(lines: AsyncIterable<Line>): AsyncGenerator<Value> {
  const texts: string[] = []
  for await (const { text } of lines) texts.push(text)
  yield* elementsOf(texts.join('\n'))
}

const opening = /^[ \t\n]*(\{[ \t\n]*"entries"[ \t\n]*:[ \t\n]*)?\[/
const end = /^\][ \t\n]*$/
const endOfObject = /^\][ \t\n]*\}[ \t\n]*$/

/** Parses an array element by element, because JSON.parse does not report the lines of values and errors. */
function* elementsOf(text: string): Generator<Value> {
  const [before, object] = opening.exec(text) ?? []
  if (before === undefined) {
    throw new UnreadableEntries(
      null,
      'The input is neither a JSON array nor a JSON object with only an array "entries".',
    )
  }
  let line = 1 + newlinesIn(before)
  let at = before.length
  for (let number = 1; ; number += 1) {
    const endAt = endOfElement(text, at)
    const element = text.slice(at, endAt)
    const isLast = text[endAt] !== ','
    const isEmpty = isLast && number === 1 && !/[^ \t\n]/.test(element)
    const begin = line + newlinesIn(/^[ \t\n]*/.exec(element)?.[0] ?? '')
    if (!isEmpty) yield { line: begin, value: parse(element, begin, `entry ${number}`) }
    line += newlinesIn(element)
    at = endAt + 1
    if (!isLast) continue
    if (!(object ? endOfObject : end).test(text.slice(endAt))) {
      throw new UnreadableEntries(line, 'the JSON is incomplete, or text follows its end.')
    }
    return
  }
}

/** Returns the index of the comma or bracket after an element, or the end of the text. */
function endOfElement(text: string, begin: number): number {
  let depth = 0
  let quoted = false
  for (let at = begin; at < text.length; at += 1) {
    const char = text[at]
    if (char === '\\') at += 1
    else if (char === '"') quoted = !quoted
    else if (quoted) continue
    else if (char === '[' || char === '{') depth += 1
    else if (depth === 0 && (char === ',' || char === ']' || char === '}')) return at
    else if (char === ']' || char === '}') depth -= 1
  }
  return text.length
}

function parse(text: string, line: number, what: string): unknown {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new UnreadableEntries(
      line,
      `${what} is ${error instanceof TooDeep ? 'nested too deeply' : 'not valid JSON'}.`,
    )
  }
}

function newlinesIn(text: string): number {
  return text.split('\n').length - 1
}
