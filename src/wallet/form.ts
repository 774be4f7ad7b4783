import { Problem } from '../core/problem.ts'
import { bodyText, charsetsOf } from '../http/bodyText.ts'

// Reads forms byte for byte. Node's own parser replaces bytes that are not UTF-8, and ignores the charset of a field.

/** The bytes of a field's name and value, and the charsets that the field declares. Null: a file, which is skipped. */
type Part = { name: Buffer; value: Buffer | null; charsets: string[] }

export type Fields = Record<string, string | string[]>

/** The field in which a form declares its charset (RFC 7578, section 4.6). */
const CHARSET_FIELD = '_charset_'

/** Reads a form's fields: text, or a list for repeated fields. Skips files. */
export function readForm(body: Buffer, contentType: string): Fields {
  const parts = /^multipart/i.test(contentType) ? readMultipart(body, boundaryOf(contentType)) : readPairs(body)
  const declared = parts.find(({ name }) => name.equals(Buffer.from(CHARSET_FIELD)))?.value
  const ofForm = [
    ...charsetsOf(contentType),
    ...(declared ? charsetsOf(`; charset=${declared.toString('latin1')}`) : []),
  ]
  // A single pass: a small form may have thousands of fields.
  const fields = new Map<string, string[]>()
  for (const { name, value, charsets } of parts) {
    const key = bodyText(name, ofForm)
    if (key === CHARSET_FIELD) continue
    const values = fields.get(key) ?? []
    fields.set(key, values)
    if (value) values.push(bodyText(value, charsets.length > 0 ? charsets : ofForm))
  }
  return Object.fromEntries([...fields].map(([name, values]) => [name, only(values) ?? values]))
}

function only(values: string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined
}

function readPairs(body: Buffer): Part[] {
  const pairs = body.toString('latin1').split('&').filter(Boolean)
  return pairs.map((pair) => {
    const end = pair.indexOf('=')
    const [name, value] = end < 0 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)]
    return { name: unescaped(name), value: unescaped(value), charsets: [] }
  })
}

function unescaped(text: string): Buffer {
  const decoded = text.replaceAll('+', ' ').replaceAll(/%([0-9a-f]{2})/gi, (_, code) => character(code))
  return Buffer.from(decoded, 'latin1')
}

function character(code: string): string {
  return String.fromCharCode(Number.parseInt(code, 16))
}

function boundaryOf(contentType: string): string {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw malformed('The Content-Type has no boundary.')
  return boundary
}

const LINE_END = '\r\n'

/** Splits a multipart body (RFC 7578) at its boundaries. Throws if it is incomplete. */
function readMultipart(body: Buffer, boundary: string): Part[] {
  const parts: Part[] = []
  // The first boundary begins the body, as if a line had ended before it.
  const all = Buffer.concat([Buffer.from(LINE_END), body])
  const mark = Buffer.from(`${LINE_END}--${boundary}`, 'latin1')
  let at = all.indexOf(mark)
  if (all.subarray(0, Math.max(at, 0)).toString('latin1').trim() !== '') at = -1
  while (at >= 0) {
    const begin = at + mark.length
    if (all.toString('latin1', begin, begin + 2) === '--') return parts
    at = all.indexOf(mark, begin)
    if (at >= 0) parts.push(readPart(all.subarray(begin, at)))
  }
  throw malformed('The form does not begin or end with its boundary.')
}

function readPart(part: Buffer): Part {
  const end = part.indexOf(LINE_END + LINE_END)
  const head = part.toString('latin1', 0, Math.max(end, 0))
  const header = (name: string) => new RegExp(`${LINE_END}${name}:([^\r\n]*)`, 'i').exec(head)?.[1]?.trim() ?? ''
  const disposition = header('Content-Disposition')
  const [, quoted, plain] = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i.exec(disposition) ?? []
  const name = quoted ?? plain
  if (!head.startsWith(LINE_END) || !/^form-data\b/i.test(disposition) || name === undefined) {
    throw malformed('A part of the form has no name.')
  }
  const content = part.subarray(end + 2 * LINE_END.length)
  const isFile = /;\s*filename\*?=/i.test(disposition)
  const isBase64 = /^base64$/i.test(header('Content-Transfer-Encoding'))
  const value = isBase64 ? Buffer.from(content.toString('latin1'), 'base64') : content
  return {
    // Browsers escape these three characters in names.
    name: Buffer.from(
      name.replaceAll(/%(22|0d|0a)/gi, (_, code) => character(code)),
      'latin1',
    ),
    value: isFile ? null : value,
    charsets: charsetsOf(header('Content-Type')),
  }
}

function malformed(reason: string): Problem {
  return new Problem('request.malformed', `The form cannot be read. ${reason}`)
}
