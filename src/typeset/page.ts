import encodeQR from 'qr'
import { type Facts, textsOf } from './facts.ts'
import { type Box, type Fitted, fit } from './fit.ts'
import type { Matrix } from './matrix.ts'
import { drawPainted, type SetText, setOwnLines } from './ownLines.ts'
import type { OwnText } from './ownText.ts'
import { hanLanguageOf } from './scriptFonts.ts'
import { stampFor } from './stamp.ts'
import { marker, markers, type Template } from './template.ts'

/** Lines of text. `matrix` maps their coordinates to the page. */
export type Text = Fitted & { fill: string; opacity: number; matrix: Matrix }

/** Layout of a certificate, from which both PNG and PDF are drawn. */
export type Page = Pick<Template, 'viewBox' | 'page'> & {
  /** Inner SVG: everything but text, with a marker where each text is. */
  artwork: string
  texts: Text[]
  /** Clickable areas that lead to the verification page. */
  links: { box: Box; matrix: Matrix }[]
  /** Drawn over everything else: its frame, then its word. */
  stamp: { artwork: string; text: Text } | null
}

export async function compose(facts: Facts, template: Template): Promise<Page> {
  const words = textsOf(facts)
  const own = template.texts.flatMap((text) => (text.kind === 'own' ? text.runs.map(({ text }) => text) : []))
  const context = { language: facts.language, han: hanLanguageOf([...Object.values(words), ...own].join(' ')) }
  const set: SetText[] = []
  for (const [element, text] of template.texts.entries()) {
    if (text.kind === 'box') {
      const { fill, opacity, matrix, paint } = text
      const fitted = await fit(words[text.place], text.setting, text.box, context)
      if (fitted.lines.length > 0) set.push({ ...fitted, fill, opacity, matrix, paint, element })
    } else if (text.element === element) set.push(...(await setOwnLines(linesFrom(template, element), context)))
  }
  const texts = set.map(({ paint: _, element: __, ...text }) => text)
  const painted = drawPainted(set)
  const drawnText = (element: number) =>
    set.map((text, index) =>
      text.element === element ? `${painted[index]}${drawEmoji(text).join('')}${marker('text', index)}` : '',
    )
  const drawn = (kind: string, index: number): string => {
    if (kind === 'text') return drawnText(index).join('')
    const code = template.qr[index]
    return code ? drawQr(facts.verificationUrl, code.box, code.matrix) : ''
  }
  return {
    viewBox: template.viewBox,
    page: template.page,
    artwork: template.artwork.replaceAll(markers, (_, kind: string, index: string) => drawn(kind, Number(index))),
    texts,
    links: template.qr,
    stamp: facts.stamp ? await stampFor(facts.stamp, facts.language, template) : null,
  }
}

/** Returns the lines of one `<text>`, which follow each other. */
function linesFrom({ texts }: Template, element: number): OwnText[] {
  const lines: OwnText[] = []
  for (let at = element; ; at += 1) {
    const line = texts[at]
    if (line?.kind !== 'own' || line.element !== element) return lines
    lines.push(line)
  }
}

/** Draws a QR code in black on white into its box, with the quiet zone that scanners need. */
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

const EMOJI_UNITS = 36

function drawEmoji({ lines, opacity, matrix }: Text): string[] {
  const look = `opacity="${opacity}" transform="matrix(${matrix.join(' ')})"`
  return lines.flatMap(({ line, x, y, size }) =>
    line.glyphs.flatMap((glyph) => {
      if (!('emoji' in glyph.look)) return []
      const scale = size / EMOJI_UNITS
      const place = `matrix(${scale} 0 0 ${scale} ${x + glyph.x * size} ${y + glyph.y * size})`
      return [`<g ${look}><g transform="${place}">${glyph.look.emoji.markup}</g></g>`]
    }),
  )
}
