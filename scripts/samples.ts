import { mkdir, writeFile } from 'node:fs/promises'
import { Resvg } from '@resvg/resvg-js'
import { builtInDesign, galleryNames } from '../src/typeset/designs/gallery.ts'
import { sampleFacts } from '../src/typeset/facts.ts'
import { fit } from '../src/typeset/fit.ts'
import { pathOf } from '../src/typeset/outline.ts'
import { render } from '../src/typeset/render.ts'
import { hanLanguageOf } from '../src/typeset/scriptFonts.ts'
import { scripts } from '../test/support/public/certificateFacts.ts'

// Renders sample certificates, and a sheet of names in all scripts, for docs/templates.md into docs/images.

const WIDTH = 800
const shown = ['Latin', 'Cyrillic', 'Arabic', 'Devanagari', 'Japanese', 'emoji']

await mkdir('docs/images', { recursive: true })
for (const [script, facts] of scripts.filter(([script]) => shown.includes(script))) {
  await drawSample(`certificate-${script.toLowerCase()}`, await render({ kind: 'png', facts, template: null }), WIDTH)
}
for (const name of galleryNames) {
  const picture = await render({ kind: 'png', facts: sampleFacts, template: builtInDesign(name) })
  await drawSample(`design-${name}`, picture, WIDTH / 2)
}

/** Writes a picture with this width, as a PNG. */
async function drawSample(name: string, png: Uint8Array, width: number): Promise<void> {
  const bytes = Buffer.from(png)
  // The header of a PNG has its width and height.
  const height = Math.round((width * bytes.readUInt32BE(20)) / bytes.readUInt32BE(16))
  const size = `width="${width}" height="${height}"`
  const href = `data:image/png;base64,${bytes.toString('base64')}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="${href}"/></svg>`
  await writeFile(`docs/images/${name}.png`, new Resvg(svg).render().asPng())
}

const COLUMNS = 3
const [cellWidth, cellHeight] = [300, 74]
const cells: string[] = []
for (const [index, [script, { holder, course }]] of scripts.filter(([name]) => name !== 'emoji').entries()) {
  const [x, y] = [20 + (index % COLUMNS) * cellWidth, 16 + Math.floor(index / COLUMNS) * cellHeight]
  cells.push(await pathIn(script, x, y, 11, '#777777'))
  cells.push(await pathIn(holder, x, y + 14, 24, '#111111'))
  cells.push(await pathIn(course, x, y + 44, 16, '#444444'))
}
const height = 32 + Math.ceil(scripts.length / COLUMNS) * cellHeight
const size = `width="${COLUMNS * cellWidth + 20}" height="${height}"`
const sheet = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><rect ${size} fill="#ffffff"/>${cells.join('')}</svg>`
await writeFile('docs/images/scripts.png', new Resvg(sheet).render().asPng())

/** Draws a text, without emoji, as high as `size`, at most as wide as a cell. */
async function pathIn(text: string, x: number, y: number, size: number, fill: string): Promise<string> {
  const style = { family: 'EB Garamond', weight: 400, italic: false, smallCaps: false, letterSpacing: 0 } as const
  const setting = { style, size, smallest: 0, anchor: 'start', vertical: 'middle', isList: false } as const
  const box = { x, y, width: cellWidth - 20, height: size * 1.2 }
  const { lines } = await fit(text, setting, box, { language: 'en', han: hanLanguageOf(text) })
  return lines.map((line) => `<path fill="${fill}" d="${pathOf(line)}"/>`).join('')
}
