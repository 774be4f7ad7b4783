export type ReceivedMail = {
  envelope: { from: string; to: string; secure: boolean }
  /** Decoded headers by name in lower case. A repeated header has several values. */
  headers: Record<string, string[]>
  text: string
  html: string
}

/** Reads a mail with a part in plain text and one in HTML. */
export function readMail(source: string, envelope: ReceivedMail['envelope']): ReceivedMail {
  const { headers, body } = split(source)
  const [, boundary = ''] = /boundary="([^"]+)"/.exec(headers['content-type']?.[0] ?? '') ?? []
  const parts = boundary === '' ? [source] : body.split(`--${boundary}`)
  const ofType = (type: string) => {
    const part = parts
      .map((one) => split(one.trimStart()))
      .find((one) => one.headers['content-type']?.[0]?.startsWith(type))
    return part ? decoded(part) : ''
  }
  return { envelope, headers, text: ofType('text/plain'), html: ofType('text/html') }
}

type Part = { headers: ReceivedMail['headers']; body: string }

function split(source: string): Part {
  const end = source.indexOf('\r\n\r\n')
  const headers: ReceivedMail['headers'] = {}
  for (const line of source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, ' ')
    .split('\r\n')) {
    const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(line) ?? []
    headers[name.toLowerCase()] = [...(headers[name.toLowerCase()] ?? []), words(value)]
  }
  return { headers, body: source.slice(end + 4) }
}

/** Decodes encoded words (RFC 2047). */
function words(value: string): string {
  return value.replaceAll(/\?=\s+=\?/g, '?==?').replaceAll(/(?:=\?utf-8\?[bq]\?[^?]*\?=)+/gi, (run) => {
    const bytes = [...run.matchAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi)].map(([, kind, text = '']) =>
      kind?.toLowerCase() === 'b' ? Buffer.from(text, 'base64') : quotedPrintable(text.replaceAll('_', ' ')),
    )
    return Buffer.concat(bytes).toString()
  })
}

function decoded({ headers, body }: Part): string {
  const encoding = headers['content-transfer-encoding']?.[0]
  const text =
    encoding === 'base64' ? Buffer.from(body, 'base64') : encoding === 'quoted-printable' ? quotedPrintable(body) : body
  return text.toString().replaceAll('\r\n', '\n').trim()
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replaceAll(/=\r\n/g, '')
  const bytes = joined.replaceAll(/=([0-9A-F]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  )
  return Buffer.from(bytes, 'latin1')
}
