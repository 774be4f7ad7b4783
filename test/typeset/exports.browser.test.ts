import { execFile, spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanTemplate } from '../../src/typeset/cleanTemplate.ts'
import { sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { drawPdf } from '../../src/typeset/pdf.ts'
import { drawPicture } from '../../src/typeset/picture.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { findChromium } from '../support/public/browser.ts'
import { exports } from '../support/typeset/exports.ts'

const chromiumPath = findChromium()
if (!chromiumPath)
  throw new Error('Chromium is required. Install the package chromium-headless-shell, chromium or google-chrome.')

let browser: Browser
let page: Page
let fonts: string
let blank: Buffer

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] })
  page = await browser.newPage({ viewport: { width: 1600, height: 1120 } })
  blank = await page.screenshot()
  const cuts = ['400Regular', '700Bold']
  const faces = [
    ...cuts.map((cut) => ['EB Garamond', 'eb-garamond', 'EBGaramond', cut] as const),
    ...cuts.map((cut) => ['Source Sans 3', 'source-sans-3', 'SourceSans3', cut] as const),
    ['serif', 'eb-garamond', 'EBGaramond', '400Regular'] as const,
  ].map(async ([family, folder, name, cut]) => {
    const file = createRequire(import.meta.url).resolve(`@expo-google-fonts/${folder}/${cut}/${name}_${cut}.ttf`)
    const data = (await readFile(file)).toString('base64')
    return `@font-face{font-family:"${family}";font-weight:${cut.slice(0, 3)};src:url(data:font/ttf;base64,${data})}`
  })
  fonts = (await Promise.all(faces)).join('')
})
afterAll(() => browser?.close())

/** Draws an upload as the server does, without the facts of a certificate. */
async function drawOurs(upload: string): Promise<Buffer> {
  return Buffer.from(drawPicture(await pageOf(upload)))
}

/** Draws the PDF of an upload, as a reader shows it. */
async function drawOurPdf(upload: string): Promise<Buffer> {
  const pdf = await drawPdf(await pageOf(upload), sampleFacts)
  const drawing = run('pdftoppm', ['-png', '-scale-to-x', '1600', '-scale-to-y', '1120', '-'], {
    encoding: 'buffer',
    maxBuffer: 64 * 1024 * 1024,
  })
  drawing.child.stdin?.end(pdf)
  return (await drawing).stdout
}

async function pageOf(upload: string) {
  const template = readTemplate(cleanTemplate(upload))
  const texts = template.texts.filter(({ kind }) => kind === 'own')
  return await compose(sampleFacts, { ...template, texts, qr: [] })
}

const run = promisify(execFile)
const hasPdftoppm = spawnSync('pdftoppm', ['-v']).error === undefined
if (!hasPdftoppm) console.warn('pdftoppm is missing, so that PDFs are not compared. Install poppler-utils.')

const drawn = new Map<string, Promise<Buffer>>()

/** Draws an upload in Chromium. Its picture and its PDF are compared with the same drawing. */
function drawChromium(upload: string): Promise<Buffer> {
  const drawing = drawn.get(upload) ?? drawInPage(upload)
  drawn.set(upload, drawing)
  return drawing
}

async function drawInPage(upload: string): Promise<Buffer> {
  const drawing = upload
    .replace(/^[\s\S]*?(?=<svg)/, '')
    .replaceAll(/font-family="serif"/g, 'font-family="EB Garamond"')
    .replaceAll(/font-family="(?:sans-serif|Source Sans 3)"/g, `font-family="'Source Sans 3'"`)
  await page.setContent(
    `<style>${fonts} body{margin:0;font-family:"EB Garamond"} body>svg{display:block;width:1600px;height:1120px;font-size:16px} image{image-rendering:pixelated}</style>`,
  )
  // As XML, because HTML reads CDATA and names in another way.
  await page.evaluate(`(() => {
    const read = new DOMParser().parseFromString(${JSON.stringify(drawing)}, 'image/svg+xml').documentElement
    document.body.append(document.importNode(read, true))
    return Promise.all([...document.fonts].map((font) => font.load())).then(() => null)
  })()`)
  return await page.screenshot()
}

/** Returns the share of pixels that differ by more than smoothing of edges. */
async function differenceOf(one: Buffer, other: Buffer): Promise<number> {
  return await page.evaluate<number>(`(async () => {
    const read = async (picture) => {
      const image = new Image()
      image.src = 'data:image/png;base64,' + picture
      await image.decode()
      const context = new OffscreenCanvas(1600, 1120).getContext('2d')
      context.fillStyle = 'white'
      context.fillRect(0, 0, 1600, 1120)
      context.drawImage(image, 0, 0)
      return context.getImageData(0, 0, 1600, 1120).data
    }
    const [first, second] = [await read('${one.toString('base64')}'), await read('${other.toString('base64')}')]
    let count = 0
    for (let at = 0; at < first.length; at += 4) {
      const differs = (part) => Math.abs(first[at + part] - second[at + part]) > 24
      if (differs(0) || differs(1) || differs(2)) count += 1
    }
    return count / (first.length / 4)
  })()`)
}

describe('templates in the shapes that design programs export', () => {
  it.each(Object.entries(exports))('draws like Chromium: %s', async (name, upload) => {
    const [ours, theirs] = [await drawOurs(upload), await drawChromium(upload)]
    const { TEMPLATE_PICTURES } = process.env
    if (TEMPLATE_PICTURES !== undefined) {
      await writeFile(join(TEMPLATE_PICTURES, `${name}.ours.png`), ours)
      await writeFile(join(TEMPLATE_PICTURES, `${name}.chromium.png`), theirs)
    }
    expect(await differenceOf(ours, theirs)).toBeLessThan(0.02)
    // An empty picture would differ, so that the comparison can fail.
    expect(await differenceOf(ours, blank)).toBeGreaterThan(0.04)
  })

  it.skipIf(!hasPdftoppm).each(Object.entries(exports))('draws a PDF like Chromium: %s', async (_, upload) => {
    const [ours, theirs] = [await drawOurPdf(upload), await drawChromium(upload)]
    expect(await differenceOf(ours, theirs)).toBeLessThan(0.02)
    expect(await differenceOf(ours, blank)).toBeGreaterThan(0.04)
  })
})
