import { codes, languages } from '@chancery/verify/texts/languages'
import { describe, expect, it } from 'vitest'
import { mailTexts } from '../../src/mail/texts/languages.ts'

/** Returns all texts by their path, with these arguments. */
function said(texts: object, args: string[], path = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([name, text]): [string, string][] => {
      if (typeof text === 'function') return [[`${path}${name}`, String(text(...args))]]
      return typeof text === 'string' ? [[`${path}${name}`, text]] : [...said(text, args, `${path}${name}.`)]
    }),
  )
}

const args = ['FIRST', 'SECOND']
const english = said(mailTexts.en, args)

describe.each(codes.filter((code) => code !== 'en'))('mails in the language %s', (code) => {
  const texts = said(mailTexts[code], args)

  it('have the texts of the English ones, with the same values', () => {
    expect([...texts.keys()].sort()).toStrictEqual([...english.keys()].sort())
    for (const [name, text] of english) {
      for (const value of args) {
        if (text.includes(value)) expect(texts.get(name), name).toContain(value)
      }
    }
  })

  it('are translated, without foreign words', () => {
    for (const [name, text] of texts) {
      expect(text, name).not.toBe(english.get(name))
      expect(text.trim(), name).not.toBe('')
      if (languages[code].direction === 'rtl') expect(text.replaceAll(/FIRST|SECOND/g, ''), name).not.toMatch(/[a-z]/i)
    }
  })
})
