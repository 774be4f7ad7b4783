import { describe, expect, it } from 'vitest'
import { cleanTemplate } from '../../src/typeset/cleanTemplate.ts'
import { builtInDesign, galleryNames } from '../../src/typeset/designs/gallery.ts'
import { type Facts, sampleFacts } from '../../src/typeset/facts.ts'
import { compose } from '../../src/typeset/page.ts'
import { readTemplate, type Template } from '../../src/typeset/template.ts'

const design = (name: string): string => builtInDesign(name) ?? ''

/** Returns the smallest size of a text as a share of the size that the design gives to its place. */
async function shrinkOf(template: Template, facts: Facts, place: string): Promise<number> {
  const texts = template.texts.filter((text) => text.kind === 'box' && text.place === place)
  const page = await compose(facts, { ...template, texts })
  const shares = page.texts.flatMap(({ lines }, index) => {
    const text = texts[index]
    return text?.kind === 'box' ? lines.map(({ size }) => size / text.setting.size) : []
  })
  return Math.min(...shares)
}

describe('built-in designs', () => {
  it('are five, by name', () => {
    expect(galleryNames).toStrictEqual(['badge', 'classic', 'minimal', 'modern', 'portrait'])
    expect(builtInDesign('toString')).toBeNull()
  })

  it.each(galleryNames)('are accepted as an upload without a change: %s', (name) => {
    const [ours, cleaned] = [design(name), cleanTemplate(design(name))].map(readTemplate)
    expect(cleaned?.texts).toStrictEqual(ours?.texts)
    expect(cleaned?.qr).toStrictEqual(ours?.qr)
  })

  it.each(galleryNames)('have room for long names, in Latin and in Arabic letters: %s', async (name) => {
    const template = readTemplate(design(name))
    const long = {
      holder: 'Maximiliane-Charlotte von Hohenzollern-Sigmaringen zu Wittgenstein',
      course: 'Advanced Techniques of Negotiation, Pricing and Customer Care for International Sales Teams',
    }
    const arabic = {
      holder: 'عبد الرحمن بن محمد بن عبد الله بن إبراهيم آل عبد العزيز الفهري',
      course: 'مقدمة شاملة في علم الفلك والملاحة والحساب وتاريخ العلوم',
    }
    for (const names of [long, arabic]) {
      for (const place of ['holder', 'course']) {
        expect(await shrinkOf(template, { ...sampleFacts, ...names }, place)).toBeGreaterThan(0.5)
      }
    }
  })
})
