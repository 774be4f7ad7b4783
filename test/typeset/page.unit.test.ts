import { en } from '@chancery/verify/texts/en'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classic } from '../../src/typeset/designs/classic.ts'
import { type Facts, sampleFacts } from '../../src/typeset/facts.ts'
import { type Box, fit, type PlacedLine, type Setting } from '../../src/typeset/fit.ts'
import { compose } from '../../src/typeset/page.ts'
import { readTemplate } from '../../src/typeset/template.ts'
import { designWith } from '../support/lms/designs.ts'
import { scripts } from '../support/public/certificateFacts.ts'

const template = readTemplate(classic)

/** How far rounding may move ink out of its box, in units of a page that is 297 wide. */
const HAIR = 0.02

/** Returns every text of a certificate, with its glyphs, its sizes and where its ink is. */
async function textsOf(facts: Facts) {
  const page = await compose(facts, template)
  return page.texts.map(({ text, lines }) => ({
    text,
    glyphs: lines.flatMap(({ line }) => line.glyphs),
    sizes: lines.map(({ size }) => size),
    ...inkOf(lines),
  }))
}

function inkOf(lines: PlacedLine[]) {
  return {
    left: Math.min(...lines.map(({ x }) => x)),
    right: Math.max(...lines.map(({ x, line, size }) => x + line.width * size)),
    top: Math.min(...lines.map(({ y, line, size }) => y + line.top * size)),
    bottom: Math.max(...lines.map(({ y, line, size }) => y + line.bottom * size)),
  }
}

const setting: Setting = {
  style: { family: 'EB Garamond', weight: 400, italic: false, smallCaps: false, letterSpacing: 0 },
  size: 18,
  smallest: 0,
  anchor: 'middle',
  vertical: 'middle',
  isList: false,
}
const context = { language: 'en', han: 'ja' } as const
const box: Box = { x: 10, y: 20, width: 230, height: 25 }
const set = async (text: string, more: Partial<Setting> = {}, into = box) =>
  (await fit(text, { ...setting, ...more }, into, context)).lines
/** Returns the lines of a text in a box that is so many ems wide. */
const linesOf = async (text: string, ems: number) =>
  (await set(text, { size: 1, smallest: 1 }, { ...box, width: ems, height: 99 })).map(({ line }) => line.text)

describe.each(scripts)('compose: certificate in %s', (_script, facts) => {
  it('shows the facts, with a glyph for every letter', async () => {
    const texts = await textsOf(facts)
    const said = texts.map(({ text }) => text)
    for (const fact of [facts.holder, facts.course, facts.institution]) expect(said).toContain(fact.normalize('NFC'))
    const looks = texts.flatMap(({ glyphs }) => glyphs.map(({ look }) => look))
    expect(looks.filter((look) => 'font' in look && look.id === 0)).toStrictEqual([])
  })

  it('puts every letter into one glyph or one group of glyphs', async () => {
    for (const { text, glyphs } of await textsOf(facts)) {
      const parts = glyphs.map((glyph) => glyph.text).filter((part) => part !== '')
      expect([...parts.join('')].sort().join('').replaceAll(' ', '')).toBe(
        [...text].sort().join('').replaceAll(' ', ''),
      )
    }
  })
})

it('starts right-to-left text on the right, and keeps the order of numbers in it', async () => {
  const [line] = await set('مقدمة 12 (abc)')
  expect(line?.line.rightToLeft).toBe(true)
  expect(line?.line.glyphs.at(-1)?.text).toBe('م')
  const shown = line?.line.glyphs.map(({ text }) => text).join('') ?? ''
  expect(shown).toContain('12')
  expect(shown).toContain('abc')

  const [aligned] = await set('مقدمة', { anchor: 'start' })
  expect((aligned?.x ?? 0) + (aligned?.line.width ?? 0) * (aligned?.size ?? 0)).toBeCloseTo(box.x + box.width)
})

it('uses other glyphs for joined Arabic letters than for single ones', async () => {
  const alone = (await set('ه'))[0]?.line.glyphs.map(({ look }) => 'font' in look && look.id)
  const joined = (await set('ههه'))[0]?.line.glyphs.map(({ look }) => 'font' in look && look.id)
  expect(new Set([...(alone ?? []), ...(joined ?? [])]).size).toBeGreaterThanOrEqual(4)
})

it('uses Japanese forms of Chinese characters next to kana', async () => {
  const fonts = async (facts: Facts) =>
    (await textsOf(facts)).flatMap(({ glyphs }) =>
      glyphs.flatMap(({ look }) => ('font' in look && /Noto/.test(look.font.name) ? [look.font.name] : [])),
    )
  expect(await fonts({ ...sampleFacts, holder: '東京', course: 'コース' })).not.toContainEqual(
    expect.stringMatching('SC'),
  )
  expect(await fonts({ ...sampleFacts, holder: '東京' })).toContainEqual(expect.stringMatching('SC'))
})

it('draws a family of emoji as one drawing', async () => {
  const [line] = await set('👨‍👩‍👧‍👦')
  expect(line?.line.glyphs).toHaveLength(1)
  expect(line?.line.glyphs[0]?.look).toHaveProperty('emoji.name', '1f468-200d-1f469-200d-1f467-200d-1f466')
})

it('draws a family of emoji as its members if there is no drawing of it', async () => {
  const [line] = await set('👨🏽‍👩🏽‍👧🏽 Ann')
  const names = line?.line.glyphs.flatMap(({ look }) => ('emoji' in look ? [look.emoji.name] : []))
  expect(names).toStrictEqual(['1f468-1f3fd', '1f469-1f3fd', '1f467-1f3fd'])
  expect(line?.line.glyphs.map(({ text }) => text).join('')).toBe('👨🏽‍👩🏽‍👧🏽 Ann')
})

it('keeps the line breaks of a text', async () => {
  const text = 'Erste Zeile:\n\n  Zweite,\r\nund\u2028eine lange letzte, die umbrochen wird'
  const lines = await linesOf(text, 14)
  expect(lines.slice(0, 3)).toStrictEqual(['Erste Zeile:', 'Zweite,', 'und'])
  expect(lines.length).toBeGreaterThan(4)
  expect(lines.slice(3).join(' ')).toBe('eine lange letzte, die umbrochen wird')
  // All lines fit, also when the box is only as high as one.
  const placed = await set(text)
  expect(placed).toHaveLength(4)
  expect(inkOf(placed).bottom).toBeLessThanOrEqual(box.y + box.height + HAIR)
})

it.each([
  ['Lao', 'ມະຫາວິທະຍາໄລແຫ່ງຊາດລາວ', 'ມະຫາວິທະຍາໄລ'],
  ['Khmer', 'សាកលវិទ្យាល័យភូមិន្ទភ្នំពេញ', 'សាកលវិទ្យាល័យ'],
  ['Burmese', 'ရန်ကုန်တက္ကသိုလ်', 'ရန်'],
  ['Tibetan', 'བོད་ལྗོངས་སློབ་གྲྭ་ཆེན་མོ', 'བོད་ལྗོངས་'],
  ['Amharic', 'ሰላም፡ለዓለም፡ሁሉ', 'ሰላም፡'],
])('breaks %s between words or syllables', async (_, text, first) => {
  const [start = ''] = await linesOf(text, (await set(first, { size: 1 }, { ...box, width: 99 }))[0]?.line.width ?? 0)
  expect(start).toBe(first)
})

it('keeps stacked Burmese letters on one line', async () => {
  for (let ems = 1; ems < 6; ems += 0.5) {
    const lines = await linesOf('နက္ခတ္တဗေဒ', ems)
    for (const line of lines) expect(line).not.toMatch(/\u1039$/u)
  }
})

it('draws a dot between Han letters in their font', async () => {
  const fonts = async (text: string) =>
    (await set(text))[0]?.line.glyphs.map(({ look }) => ('font' in look ? look.font.name : ''))
  expect((await fonts('卡尔·马克思'))?.[2]).toMatch(/^NotoSerif(SC|JP)/)
  expect((await fonts('王 · Ann'))?.[2]).toMatch(/^EBGaramond/)
})

describe('fit: characters that no font has', () => {
  const shapes = async (text: string) =>
    (await set(text))[0]?.line.glyphs.map(({ look, text }) => [text, 'font' in look && look.id])

  it('draws � for each character, and keeps its text', async () => {
    const [[, unknown] = []] = (await shapes('\ufffd')) ?? []
    expect(unknown).toBeGreaterThan(0)
    expect(await shapes('ᚠ𒀀')).toStrictEqual([
      ['ᚠ', unknown],
      ['𒀀', unknown],
    ])
  })

  it('omits a mark that no font has from a letter that a font has', async () => {
    const [bare, ...rest] = (await shapes('س\u0301')) ?? []
    expect([bare?.[0], rest]).toStrictEqual(['س\u0301', []])
    expect(bare?.[1]).toBe((await shapes('س'))?.[0]?.[1])
  })
})

it('adds letter spacing to small capitals, but not to letters that have none', async () => {
  const width = async (text: string, letterSpacing: number) =>
    (await set(text, { style: { ...setting.style, smallCaps: true, letterSpacing } }))[0]?.line.width ?? 0
  const spaced = async (text: string) => (await width(text, 0.1)) - (await width(text, 0))
  expect(await spaced('awarded')).toBeCloseTo(0.6)
  expect(await spaced('αβγ')).toBeCloseTo(0.2)
  expect(await spaced('ABC')).toBeCloseTo(0.2)
  expect(await spaced('выдано')).toBe(0)
  expect(await spaced('ABC выдано')).toBeCloseTo(0.4)
})

it('breaks Han text between words and after punctuation, and never before it', async () => {
  expect(await linesOf('数据结构，算法。（网络）系统', 5)).toStrictEqual(['数据结构，', '算法。', '（网络）', '系统'])
  expect(await linesOf('Python高级', 3.5)).toStrictEqual(['Python', '高级'])
})

it('chooses the forms of Han characters by the other letters of the certificate', async () => {
  const forms = async (facts: Partial<Facts>, own = '') => {
    const design = own === '' ? template : readTemplate(designWith(own))
    const page = await compose({ ...sampleFacts, ...facts }, design)
    return page.texts.find(({ text }) => text.includes('東'))
  }
  const fontOf = (text: Awaited<ReturnType<typeof forms>>) =>
    text?.lines.flatMap(({ line }) => line.glyphs.map(({ look }) => 'font' in look && look.font.name))[0]
  for (const [facts, own, language, font] of [
    [{ holder: '東京' }, '', 'zh', 'NotoSerifSC-500'],
    [{ holder: '東京', course: 'コース' }, '', 'ja', 'NotoSerifJP-500'],
    [{ holder: '東京', institution: '서울대학교' }, '', 'ko', 'NotoSerifKR-500'],
    [{ holder: '東京' }, '<text y="9">しょうめいしょ</text>', 'ja', 'NotoSerifJP-400'],
  ] as const) {
    const text = await forms(facts, own)
    expect([text?.language, fontOf(text)]).toStrictEqual([language, font])
  }
})

describe('fit', () => {
  it('keeps the full size where the text fits', async () => {
    for (const name of ['O', 'Ada', 'Amélie Laurent'])
      expect((await set(name)).map(({ size }) => size)).toStrictEqual([18])
  })

  it('reduces the size, then uses several lines of similar length, without breaking a word', async () => {
    const [smaller, ...none] = await set('Maximiliana Theodora von Hohenlohe')
    expect(smaller?.size).toBeLessThan(18)
    expect(none).toStrictEqual([])

    const name = 'Maximiliana Theodora '.repeat(10).trim().slice(0, 200)
    const lines = await set(name)
    expect(lines.length).toBeGreaterThan(1)
    expect(lines.map(({ line }) => line.text).join(' ')).toBe(name)
    const widths = lines.map(({ line }) => line.width)
    expect(Math.min(...widths)).toBeGreaterThan(Math.max(...widths) * 0.7)
  })

  it('breaks a word only if it is too long for one line', async () => {
    const lines = await set('x'.repeat(200))
    expect(lines.map(({ line }) => line.text).join('')).toBe('x'.repeat(200))
    expect(lines.length).toBeGreaterThan(1)
  })

  it('cuts a text with an ellipsis where it would be smaller than allowed', async () => {
    const skills = Array.from({ length: 40 }, (_, index) => `Skill number ${index}`).join(' · ')
    const lines = await set(skills, { size: 3.9, smallest: 3 }, { ...box, height: 8.5 })
    expect(lines.at(-1)?.line.text).toMatch(/[a-z0-9] …$/)
    expect(lines.every(({ size }) => size >= 3)).toBe(true)
  })

  it('cuts and breaks a list between its parts', async () => {
    const list = { size: 3.9, smallest: 3, isList: true }
    for (const width of [150, 160, 170, 180, 190, 200]) {
      const skills = Array.from({ length: 40 }, (_, index) => `Skill number ${index}`).join(' · ')
      const lines = await set(skills, list, { ...box, width, height: 8.5 })
      expect(lines.at(-1)?.line.text).toMatch(/Skill number \d+ …$/)
      for (const { line } of lines) expect(line.text).toMatch(/^Skill number .* (·|…)$/)
    }
    const [first] = await set(`${'Long name of a skill '.repeat(20)}· Another`, list, { ...box, height: 4 })
    expect(first?.line.text).toMatch(/^Long name of a skill .*\w …$/)
  })

  it('cuts inside a word if even the first word is too long', async () => {
    const lines = await set('a'.repeat(600), { size: 4.6, smallest: 3.2 }, { ...box, width: 190, height: 14 })
    expect(lines.map(({ line }) => line.text).join('')).toMatch(/^a{200,599}…$/)
    expect(lines.every(({ size }) => size >= 3.2)).toBe(true)
  })

  it('never leaves the box, whatever the text', async () => {
    const letters = fc.constantFrom(
      ...'aWjÅqﬁ ',
      'خ',
      'ي',
      'ก',
      'ี่',
      '漢',
      '👍',
      '\u0301',
      '\u0308',
      'g\u0323',
      '- ',
      '٣',
      '1',
    )
    const texts = fc.oneof(fc.string({ unit: letters, maxLength: 220 }), fc.string({ unit: 'grapheme', maxLength: 60 }))
    const sizes = fc.record({ width: fc.integer({ min: 5, max: 300 }), height: fc.integer({ min: 2, max: 60 }) })
    await fc.assert(
      fc.asyncProperty(texts, sizes, fc.constantFrom('start', 'middle', 'end'), async (text, size, anchor) => {
        const into = { x: 10, y: 20, ...size }
        const lines = await set(text, { anchor }, into)
        if (lines.length === 0) return
        const ink = inkOf(lines)
        expect(ink.left).toBeGreaterThanOrEqual(into.x - HAIR)
        expect(ink.right).toBeLessThanOrEqual(into.x + into.width + HAIR)
        expect(ink.top).toBeGreaterThanOrEqual(into.y - HAIR)
        expect(ink.bottom).toBeLessThanOrEqual(into.y + into.height + HAIR)
      }),
      { numRuns: 150 },
    )
  })
})

it('writes a date as the language does', async () => {
  const said = async (language: Facts['language']) =>
    (await textsOf({ ...sampleFacts, language })).map(({ text }) => text)
  expect(await said('en')).toContain(en.formats.date(new Date('2026-05-01')))
  expect(await said('de')).toEqual(expect.arrayContaining(['1. Mai 2026', 'Hiermit wird bescheinigt, dass']))
  expect(await said('ru')).toEqual(expect.arrayContaining(['1 мая 2026 г.']))
  expect(await said('pl')).toEqual(expect.arrayContaining(['1 maja 2026']))
})

it('does not mention an expiry if the certificate never expires', async () => {
  const said = (await textsOf({ ...sampleFacts, expiry: null })).map(({ text }) => text)
  expect(said).not.toContain('Valid until')
})
