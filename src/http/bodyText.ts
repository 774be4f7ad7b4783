import { decodeText, encodingNamed, Undecodable, unknownCharset } from '../core/charset.ts'
import { Problem } from '../core/problem.ts'

const parameter = /;\s*charset\s*=\s*(?:"([^"]*)"?|([^\s;]*))/gi

/** Returns the charsets that a content type declares: none, one, or several. Throws for an unknown one. */
export function charsetsOf(contentType = ''): string[] {
  const charsets = [...contentType.matchAll(parameter)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  for (const charset of charsets) {
    if (encodingNamed(charset) !== undefined) continue
    throw new Problem('request.unsupported_media_type', unknownCharset(charset))
  }
  return charsets
}

/** Decodes a body strictly. `charsets` are those of its content type, and what the body itself declares. */
export function bodyText(body: Uint8Array, charsets: string[]): string {
  try {
    return decodeText(body, charsets)
  } catch (error) {
    throw error instanceof Undecodable ? undecodable(error) : error
  }
}

function undecodable(cause: Undecodable): Problem {
  const advice = 'Send UTF-8, or declare the charset in Content-Type, for example charset=windows-1252.'
  return new Problem('request.malformed', `The body cannot be read. ${cause.message} ${advice}`, undefined, { cause })
}
