import { mkdir, writeFile } from 'node:fs/promises'
import { Resvg } from '@resvg/resvg-js'
import { render } from '../src/typeset/render.ts'
import { scripts } from '../test/support/public/certificateFacts.ts'

// Renders sample certificates for docs/templates.md into docs/images.

const WIDTH = 800
const shown = ['Latin', 'Cyrillic', 'Arabic', 'Devanagari', 'Japanese', 'emoji']

await mkdir('docs/images', { recursive: true })
for (const [script, facts] of scripts.filter(([script]) => shown.includes(script))) {
  const picture = Buffer.from(await render({ kind: 'png', facts, template: null })).toString('base64')
  const height = Math.round((WIDTH * 210) / 297)
  const size = `width="${WIDTH}" height="${height}"`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" ${size}><image ${size} href="data:image/png;base64,${picture}"/></svg>`
  await writeFile(`docs/images/certificate-${script.toLowerCase()}.png`, new Resvg(svg).render().asPng())
}
