import PDFDocument from 'pdfkit'
import type { Facts } from './facts.ts'
import type { PlacedLine } from './fit.ts'
import { multiply } from './matrix.ts'
import type { Page, Text } from './page.ts'
import { drawArtwork } from './pdfArtwork.ts'
import { collectFonts } from './pdfFonts.ts'
import { openSvg } from './resvg.ts'
import { escapeXml, parseSvg } from './svg.ts'
import { words } from './words.ts'

/** Name of the attachment with the certificate's data. */
export const DATA_FILE = 'certificate.json'

/** Draws a page as a PDF with selectable, tagged text. Attaches the facts as JSON. */
export async function drawPdf(page: Page, facts: Facts): Promise<Uint8Array> {
  const [left, top, width, height] = page.viewBox
  const date = new Date(facts.date)
  const pdf = new PDFDocument({
    size: [page.page.width, page.page.height],
    margin: 0,
    pdfVersion: '1.7',
    lang: facts.language,
    tagged: true,
    displayTitle: true,
    info: {
      Title: titleOf(facts),
      Author: facts.institution,
      Creator: 'Chancery',
      // Not the current time, so that the same certificate gives the same file.
      CreationDate: date,
      ModDate: date,
    },
  })
  const done = bytesOf(pdf)
  const scale = Math.min(page.page.width / width, page.page.height / height)
  const centre = [(page.page.width - width * scale) / 2, (page.page.height - height * scale) / 2] as const
  const onPaper = [scale, 0, 0, scale, centre[0] - left * scale, centre[1] - top * scale] as const

  pdf.save()
  pdf.transform(...onPaper)
  const fonts = collectFonts(pdf)
  const document = pdf.struct('Document')
  pdf.addStructure(document)
  drawArtwork(pdf, svgOf(page, page.artwork), (index) => {
    const text = page.texts[index]
    if (!text) return
    const lang = text.language && { lang: text.language }
    document.add(pdf.struct('P', { actual: text.text, ...lang }, () => drawText(pdf, text, fonts.show)))
  })
  if (page.stamp) {
    const { artwork, text } = page.stamp
    drawArtwork(pdf, svgOf(page, artwork))
    // Some readers see diagonal text as single letters, so the drawing has the whole word too.
    const drawWord = () => {
      pdf.markContent('Span', { actual: text.text })
      drawText(pdf, text, fonts.show)
      pdf.endMarkedContent()
    }
    document.add(pdf.struct('P', { actual: text.text }, drawWord))
  }
  document.end()
  pdf.restore()
  for (const { box, matrix } of page.links) {
    const [a, b, c, d, e, f] = multiply([...onPaper], matrix)
    const corners = [
      [box.x, box.y],
      [box.x + box.width, box.y],
      [box.x, box.y + box.height],
      [box.x + box.width, box.y + box.height],
    ]
    const xs = corners.map(([x = 0, y = 0]) => a * x + c * y + e)
    const ys = corners.map(([x = 0, y = 0]) => b * x + d * y + f)
    pdf.link(
      Math.min(...xs),
      Math.min(...ys),
      Math.max(...xs) - Math.min(...xs),
      Math.max(...ys) - Math.min(...ys),
      facts.verificationUrl,
    )
  }

  fonts.end()
  pdf.file(Buffer.from(JSON.stringify(facts, null, 2)), {
    name: DATA_FILE,
    type: 'application/json',
    description: 'The data of this certificate',
    relationship: 'Data',
    creationDate: date,
    modifiedDate: date,
  } as Parameters<typeof pdf.file>[1])
  pdf.end()
  return done
}

function svgOf({ viewBox }: Page, artwork: string): string {
  const size = `viewBox="${viewBox.join(' ')}" width="${viewBox[2]}" height="${viewBox[3]}"`
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>${artwork}</svg>`
}

function bytesOf(pdf: PDFKit.PDFDocument): Promise<Uint8Array> {
  const parts: Buffer[] = []
  return new Promise((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part))
    pdf.on('end', () => resolve(Buffer.concat(parts)))
    pdf.on('error', reject)
  })
}

/** Returns the title of the window: `Revoked – Certificate: Course – Holder`. */
function titleOf({ title, course, holder, stamp, language }: Facts): string {
  return `${stamp ? `${words[language][stamp]} – ` : ''}${title}: ${course} – ${holder}`
}

type Show = ReturnType<typeof collectFonts>['show']

function drawText(pdf: PDFKit.PDFDocument, { lines, fill, opacity, matrix }: Text, show: Show): void {
  pdf.save()
  pdf.transform(...matrix)
  if (fill === 'none') {
    // The artwork has its outlines, so that the text is invisible and can be selected.
    for (const placed of lines) pdf.addContent(`3 Tr\n${lineOperators(placed, show)}\n0 Tr`)
    pdf.restore()
    return
  }
  const plain = plainColour(fill)
  pdf.fillColor(plain.colour)
  pdf.fillOpacity(opacity * plain.opacity)
  for (const placed of lines) pdf.addContent(lineOperators(placed, show))
  pdf.restore()
}

/** Returns a line's text operators (ISO 32000-1, 9.4). Flips letters, because the y axis points down as in SVG. */
function lineOperators({ line, x, y, size }: PlacedLine, show: Show): string {
  const operators = ['BT', `${size.toFixed(5)} 0 0 ${(-size).toFixed(5)} ${x.toFixed(4)} ${y.toFixed(4)} Tm`]
  let resource = ''
  let codes = ''
  for (const glyph of show(line.glyphs)) {
    if (glyph.resource !== resource) {
      operators.push(`<${codes}> Tj`, `/${glyph.resource} 1 Tf`)
      resource = glyph.resource
      codes = ''
    }
    codes += glyph.id.toString(16).padStart(4, '0')
  }
  return [...operators.filter((operator) => operator !== '<> Tj'), `<${codes}> Tj`, 'ET'].join('\n')
}

/** Converts any SVG colour to pdfkit's format and an opacity, through resvg. */
function plainColour(fill: string): { colour: string; opacity: number } {
  const probe = `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><path d="M0 0h1v1z" fill="${escapeXml(fill)}"/></svg>`
  const root = parseSvg(openSvg(probe).toString())
  const path = root.children.find((child) => typeof child === 'object' && child.name === 'path')
  const { fill: colour = '#000000', 'fill-opacity': opacity = 1 } = typeof path === 'object' ? path.attributes : {}
  return { colour, opacity: Number(opacity) }
}
