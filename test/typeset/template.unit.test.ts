import { describe, expect, it } from 'vitest'
import { sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { drawPicture } from '../../src/typeset/picture.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { designWith } from '../support/lms/designs.ts'

/** Returns the texts of a design other than the facts, with their opacity. */
async function words(inside: string) {
  const { texts } = await compose(sampleFacts, readTemplate(designWith(inside)))
  const facts = [sampleFacts.holder, sampleFacts.course]
  return texts
    .map(({ lines, opacity }) => ({ text: lines.map(({ line }) => line.text).join(' '), opacity }))
    .filter(({ text }) => !facts.includes(text))
}

describe('compose: hidden parts of a template', () => {
  it.each([
    ['a hidden layer', '<g display="none"><text>Draft</text><rect data-place="title" width="99" height="9"/></g>'],
    ['a hidden text', '<text display="none">Draft</text>'],
    ['a hidden part of a text', '<text><tspan display="none">Draft</tspan></text>'],
    ['an invisible text', '<g visibility="hidden"><text>Draft</text></g>'],
    ['an invisible place', '<rect data-place="title" visibility="hidden" width="99" height="9"/>'],
    ['a transparent group', '<g opacity="0"><text>Draft</text><rect data-place="title" width="99" height="9"/></g>'],
    ['a text in a transparent colour', '<text fill-opacity="0%">Draft</text>'],
    ['a text without a colour', '<text fill="none">Draft</text>'],
  ])('omits %s', async (_, inside) => {
    expect(await words(inside)).toStrictEqual([])
  })
})

it('draws a visible part of an invisible text', async () => {
  const inside = '<g visibility="hidden"><text>Draft<tspan visibility="visible"> of 2026</tspan></text></g>'
  expect(await words(inside)).toStrictEqual([{ text: 'of 2026', opacity: 1 }])
})

it('multiplies the opacity of a text by that of its groups', async () => {
  const inside = '<g opacity="50%" fill-opacity="0.5"><g opacity="0.5"><text>Draft</text></g></g>'
  expect(await words(inside)).toStrictEqual([{ text: 'Draft', opacity: 0.125 }])
  const draw = async (inside: string) => drawPicture(await compose(sampleFacts, readTemplate(designWith(inside))))
  const [faint, whole] = [await draw('<text y="9" opacity=".1">W</text>'), await draw('<text y="9">W</text>')]
  expect(Buffer.from(faint).equals(whole)).toBe(false)
})

it('draws a place with the opacity of its group, not of its rectangle', async () => {
  const place = '<rect data-place="certifies" width="99" height="9" opacity="0.2" fill-opacity="0"/>'
  const text = 'This is to certify that'
  expect(await words(place)).toStrictEqual([{ text, opacity: 1 }])
  expect(await words(`<g opacity="0.5">${place}</g>`)).toStrictEqual([{ text, opacity: 0.5 }])
})

it('applies attributes of the root to everything that is drawn', async () => {
  const root = (look: string) => designWith('<path d="M0 0h200v100z"/>').replace('<svg', `<svg ${look}`)
  const draw = async (svg: string) => Buffer.from(drawPicture(await compose(sampleFacts, readTemplate(svg))))
  expect(
    (await draw(root('fill="none"'))).equals(await draw(designWith('<path d="M0 0h200v100z" fill="none"/>'))),
  ).toBe(true)
})
