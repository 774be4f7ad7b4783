import { describe, expect, it } from 'vitest'
import { sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { drawPicture } from '../../src/typeset/picture.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { designWith } from '../support/lms/designs.ts'

/** What a design says besides the facts, with how much of it is seen. */
async function words(inside: string) {
  const { texts } = await compose(sampleFacts, readTemplate(designWith(inside)))
  const facts = [sampleFacts.holder, sampleFacts.course]
  return texts
    .map(({ lines, opacity }) => ({ text: lines.map(({ line }) => line.text).join(' '), opacity }))
    .filter(({ text }) => !facts.includes(text))
}

describe('What a template hides is not drawn', () => {
  it.each([
    ['a layer', '<g display="none"><text>Draft</text><rect data-place="title" width="99" height="9"/></g>'],
    ['a text', '<text display="none">Draft</text>'],
    ['a part of a text', '<text><tspan display="none">Draft</tspan></text>'],
    ['what is invisible', '<g visibility="hidden"><text>Draft</text></g>'],
    ['a place that is', '<rect data-place="title" visibility="hidden" width="99" height="9"/>'],
    ['what is transparent', '<g opacity="0"><text>Draft</text><rect data-place="title" width="99" height="9"/></g>'],
    ['a text in a transparent colour', '<text fill-opacity="0%">Draft</text>'],
    ['a text in none', '<text fill="none">Draft</text>'],
  ])('%s', async (_, inside) => {
    expect(await words(inside)).toStrictEqual([])
  })
})

it('What stands out of what is invisible is drawn', async () => {
  const inside = '<g visibility="hidden"><text>Draft<tspan visibility="visible"> of 2026</tspan></text></g>'
  expect(await words(inside)).toStrictEqual([{ text: 'of 2026', opacity: 1 }])
})

it('Text is as transparent as it and what it is in', async () => {
  const inside = '<g opacity="50%" fill-opacity="0.5"><g opacity="0.5"><text>Draft</text></g></g>'
  expect(await words(inside)).toStrictEqual([{ text: 'Draft', opacity: 0.125 }])
  const draw = async (inside: string) => drawPicture(await compose(sampleFacts, readTemplate(designWith(inside))))
  const [faint, whole] = [await draw('<text y="9" opacity=".1">W</text>'), await draw('<text y="9">W</text>')]
  expect(Buffer.from(faint).equals(whole)).toBe(false)
})

it('A place is as transparent as what it is in, and not as the rectangle that marks it', async () => {
  const place = '<rect data-place="certifies" width="99" height="9" opacity="0.2" fill-opacity="0"/>'
  const text = 'This is to certify that'
  expect(await words(place)).toStrictEqual([{ text, opacity: 1 }])
  expect(await words(`<g opacity="0.5">${place}</g>`)).toStrictEqual([{ text, opacity: 0.5 }])
})

it('What the root says is said of all that is drawn', async () => {
  const root = (look: string) => designWith('<path d="M0 0h200v100z"/>').replace('<svg', `<svg ${look}`)
  const draw = async (svg: string) => Buffer.from(drawPicture(await compose(sampleFacts, readTemplate(svg))))
  expect(
    (await draw(root('fill="none"'))).equals(await draw(designWith('<path d="M0 0h200v100z" fill="none"/>'))),
  ).toBe(true)
})
