import encodeQR from 'qr'
import { type Facts, textsOf } from './facts.ts'
import { type Box, fit, type PlacedLine, share } from './fit.ts'
import { scriptsFor } from './fonts.ts'
import type { Matrix } from './matrix.ts'
import { type Context, prepare } from './shape.ts'
import type { Template } from './template.ts'

/** Lines of text with a place on the page: `matrix` leads from their coordinates to the page's. */
export type Text = { lines: PlacedLine[]; fill: string; matrix: Matrix }

/** A certificate laid out: pictures and PDFs are drawn from this alone, so that they look the same. */
export type Page = Pick<Template, 'viewBox' | 'page'> & {
  /** The inside of an SVG: all that is not set in type. */
  artwork: string
  texts: Text[]
  /** Where a reader may click to verify. */
  links: { box: Box; matrix: Matrix }[]
}

export async function compose(facts: Facts, template: Template): Promise<Page> {
  const words = textsOf(facts)
  const context = { language: facts.language, scripts: scriptsFor(Object.values(words).join(' '), facts.language) }
  const texts: Text[] = []
  for (const text of template.texts) {
    const lines =
      text.kind === 'box'
        ? await fit(words[text.place], text.setting, text.box, context)
        : [await ownLine(text.text, text, context)]
    if (lines.length > 0) texts.push({ lines, fill: text.fill, matrix: text.matrix })
  }
  const qr = template.qr.map(({ box, matrix }) => drawQr(facts.verificationUrl, box, matrix))
  return {
    viewBox: template.viewBox,
    page: template.page,
    artwork: [template.artwork, ...qr, ...texts.flatMap(drawEmoji)].join(''),
    texts,
    links: template.qr,
  }
}

type OwnText = Extract<Template['texts'][number], { kind: 'own' }>

async function ownLine(text: string, { x, y, setting }: OwnText, context: Context): Promise<PlacedLine> {
  const paragraph = await prepare(text, setting.style, context)
  const line = paragraph.line(0, paragraph.text.length)
  return {
    line,
    x: x - line.width * setting.size * share(setting.anchor, paragraph.rightToLeft),
    y,
    size: setting.size,
  }
}

/** A QR code in black on white, with the quiet zone that scanners need, inside its box. */
function drawQr(url: string, box: Box, matrix: Matrix): string {
  const modules = encodeQR(url, 'raw', { ecc: 'medium', border: 4 })
  const side = Math.min(box.width, box.height)
  const [x, y] = [box.x + (box.width - side) / 2, box.y + (box.height - side) / 2]
  const scale = side / modules.length
  const bars = modules.flatMap((row, line) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ].map(({ index, 0: { length } }) => `M${index} ${line}h${length}v1h-${length}z`),
  )
  return (
    `<g transform="matrix(${matrix.join(' ')})"><g transform="matrix(${scale} 0 0 ${scale} ${x} ${y})">` +
    `<path fill="#ffffff" d="M0 0h${modules.length}v${modules.length}h-${modules.length}z"/>` +
    `<path fill="#000000" shape-rendering="crispEdges" d="${bars.join('')}"/></g></g>`
  )
}

/** The side of an emoji's drawing. */
const EMOJI_UNITS = 36

function drawEmoji({ lines, matrix }: Text): string[] {
  return lines.flatMap(({ line, x, y, size }) =>
    line.glyphs.flatMap((glyph) => {
      if (!('emoji' in glyph.look)) return []
      const scale = size / EMOJI_UNITS
      const place = `matrix(${scale} 0 0 ${scale} ${x + glyph.x * size} ${y + glyph.y * size})`
      return [`<g transform="matrix(${matrix.join(' ')})"><g transform="${place}">${glyph.look.emoji.markup}</g></g>`]
    }),
  )
}
