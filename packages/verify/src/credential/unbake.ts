/** The picture has no badge, several, or is damaged. */
export class NotBaked extends Error {
  readonly reason: 'damaged' | 'no_badge' | 'several_badges'

  constructor(reason: NotBaked['reason'], message: string) {
    super(message)
    this.reason = reason
  }
}

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const KEYWORD = 'openbadgecredential\0'

export function isPng(bytes: Uint8Array): boolean {
  return PNG.every((byte, at) => bytes[at] === byte)
}

/** Returns the credential in a PNG (`iTXt`, not compressed). Throws NotBaked. */
export function unbakePng(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: string[] = []
  for (let at = PNG.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at)
    const end = at + 8 + length
    if (end + 4 > bytes.length) throw new NotBaked('damaged', 'The picture is cut off.')
    const type = latin(bytes.subarray(at + 4, at + 8))
    const data = bytes.subarray(at + 8, end)
    if (type === 'iTXt' && latin(data.subarray(0, KEYWORD.length)) === KEYWORD) {
      if (crc32(bytes.subarray(at + 4, end)) !== view.getUint32(end))
        throw new NotBaked('damaged', 'The picture is damaged.')
      found.push(textIn(data))
    }
    if (type === 'IEND') break
    at = end + 4
  }
  return onlyOne(found)
}

/** Returns the text after the keyword, the two bytes of compression, the language and the translated keyword. */
function textIn(data: Uint8Array): string {
  if (data[KEYWORD.length] !== 0) throw new NotBaked('damaged', 'The badge in the picture is compressed.')
  const language = data.indexOf(0, KEYWORD.length + 2)
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1)
  if (translated < 0) throw new NotBaked('damaged', 'The picture is damaged.')
  return new TextDecoder().decode(data.subarray(translated + 1))
}

/** Returns the credential in an SVG: the content of `openbadges:credential`, or a JWT in `verify`. Throws NotBaked. */
export function unbakeSvg(svg: string): string {
  const found: string[] = []
  for (let at = svg.indexOf('<'); at >= 0; at = svg.indexOf('<', at)) {
    if (svg.startsWith('<!--', at)) at = after(svg, '-->', at)
    else if (svg.startsWith('<![CDATA[', at)) at = after(svg, ']]>', at)
    else if (/^<openbadges:credential[\s/>]/.test(svg.slice(at, at + 24))) {
      const opened = after(svg, '>', at)
      const tag = svg.slice(at, opened)
      const [, jwt] = /\sverify\s*=\s*["']([\w.-]+)["']/.exec(tag) ?? []
      const closed = tag.endsWith('/>') ? opened : after(svg, '</openbadges:credential>', opened)
      const content = tag.endsWith('/>') ? '' : svg.slice(opened, closed - '</openbadges:credential>'.length)
      found.push(content.trim() === '' ? (jwt ?? '') : characters(content.trim()))
      at = closed
    } else at += 1
  }
  return onlyOne(found)
}

/** Joins the CDATA sections of an element. A credential that contains `]]>` is split into several. */
function characters(content: string): string {
  if (!content.startsWith('<![CDATA[') || !content.endsWith(']]>')) {
    throw new NotBaked('damaged', 'The badge in the picture is not in a CDATA section.')
  }
  return content.slice('<![CDATA['.length, -']]>'.length).replaceAll(']]><![CDATA[', '')
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  if (at < 0) throw new NotBaked('damaged', 'The picture is cut off.')
  return at + end.length
}

function onlyOne(found: string[]): string {
  const [text] = found
  if (text === undefined) throw new NotBaked('no_badge', 'The picture contains no badge.')
  if (found.length > 1)
    throw new NotBaked('several_badges', 'The picture contains several badges. Programs disagree which one counts.')
  return text
}

function latin(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return (crc ^ 0xffffffff) >>> 0
}
