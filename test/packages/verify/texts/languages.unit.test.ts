import type { Code } from '@chancery/verify/checks/check'
import { codes, type Language, languageOf, languages } from '@chancery/verify/texts/languages'
import { loadTexts } from '@chancery/verify/texts/loadTexts'
import { describe, expect, it } from 'vitest'

describe('languageOf', () => {
  it.each([
    ...['pt', 'pt-BR', 'pt_BR', 'PT-br'].map((tag) => ({ tag, language: 'pt' })),
    ...['he', 'he-IL', 'iw', 'iw-IL'].map((tag) => ({ tag, language: 'he' })),
    { tag: 'en-US', language: 'en' },
    { tag: 'ar-EG', language: 'ar' },
    { tag: 'ru-Cyrl-RU', language: 'ru' },
  ])('reads $tag as $language', ({ tag, language }) => {
    expect(languageOf(tag)).toBe(language)
  })

  it.each(['', '*', 'ja', 'est', 'en-', '-en', 'english', 'en US', 'de<b>', 'constructor', 7, null, undefined, ['de']])(
    'knows no language for %s',
    (tag) => {
      expect(languageOf(tag)).toBeNull()
    },
  )
})

describe('loadTexts', () => {
  it('loads the texts of a regional form', async () => {
    expect(await loadTexts('pt-BR')).toBe(languages.pt)
  })
})

describe.each(codes)('dates in the language %s', (code) => {
  it('are the days of the time zone', () => {
    const { formats, messages, verdicts } = languages[code]
    const [at, timeZone] = [new Date('2030-01-01T03:00:00Z'), 'America/New_York']
    const day = formats.date(new Date('2029-12-31'))
    expect(formats.date(at, timeZone)).toBe(day)
    for (const said of [
      messages['expiry.ahead']({ at, timeZone }),
      messages['expiry.expired']({ at, timeZone }),
      verdicts.expired(at, timeZone),
      verdicts.expired_genuine(at, timeZone),
    ]) {
      expect(said).toContain(day)
    }
  })
})

describe.each(codes.filter((code) => code !== 'en'))('texts in the language %s', (code) => {
  it('have the same names as the English ones', () => {
    expect([...textsOf(code).keys()]).toStrictEqual([...textsOf('en').keys()])
  })

  it('are translated, with all facts', () => {
    const english = textsOf('en')
    const untranslated: string[] = []
    for (const [name, text] of textsOf(code)) {
      const original = english.get(name) ?? ''
      expect(text, name).not.toMatch(/\b(undefined|null|NaN|Invalid Date)\b|\[object|=>/)
      const sentences = sentencesOf(original).filter((sentence) => /[a-z]{3}/i.test(withoutFacts(sentence)))
      if (sentences.some((sentence) => sentencesOf(text).includes(sentence))) untranslated.push(`${name}: ${text}`)
      for (const fact of facts) if (original.includes(fact)) expect(text, name).toContain(fact)
      for (const date of dates) {
        if (original.includes(languages.en.formats.date(date))) {
          expect(text, name).toContain(languages[code].formats.date(date))
        }
      }
    }
    expect(untranslated.filter((one) => !sameInEnglish[code]?.includes(one))).toStrictEqual([])
  })
})

describe.each(codes.filter((code) => languages[code].direction === 'rtl'))('texts from right to left: %s', (code) => {
  it('isolate domains, addresses, numbers and commands', () => {
    const foreign = facts.filter((fact) => /[a-z]/i.test(fact))
    for (const [name, text] of textsOf(code)) {
      const rest = text.replaceAll(/\u2068[^\u2069]*\u2069/g, '')
      for (const fact of foreign) expect(rest, name).not.toContain(fact)
      // Two foreign words, or one with punctuation inside, would appear in the wrong order.
      expect(rest, name).not.toMatch(/[a-z][^\p{L}]+[a-z]/iu)
      const [opened, closed] = [/\u2068/g, /\u2069/g].map((mark) => text.match(mark)?.length)
      expect(opened, name).toBe(closed)
    }
  })

  it('have the digits that are printed on certificates', () => {
    const { formats } = languages[code]
    expect(formats.date(at)).toMatch(/^4 \p{L}+ 2026$/u)
    expect(formats.number(31337)).toBe('31,337')
  })
})

const dates = ['2026-05-03', '2026-06-04', '2026-07-05', '2026-08-06'].map((day) => new Date(day))
const [since = new Date(), at = since, until = since, lastChecked = since] = dates

/** Evidence for every message. */
const evidence = {
  ...{ name: 'University of X', listedName: 'University of Y', registry: 'Register of Z', operator: 'certs.example' },
  ...{ domain: 'uni.example', way: 'dns', nameListedBy: 'Register of Z', source: 'source.example' },
  ...{ since, at, until, lastChecked, receivedThen: at, replacedAt: at, time: at, issuers: 512, formerIssuers: 3 },
  ...{ address: `0x${'a1'.repeat(20)}`, issuer: 'did:web:uni.example', expected: 'did:web:other.example' },
  ...{ hostedAt: 'host.example/user', reason: 'Typing error' },
  ...{ root: '0xroot', chain: 31337, contract: '0xcontract', block: 77, transaction: '0xtransaction' },
}
/** Other evidence with which a message says something else. */
const otherwise: Partial<Record<Code, object[]>> = {
  'identity.domain': [{ nameListedBy: null }, { nameListedBy: null, operator: null, issuers: 1, formerIssuers: 0 }],
  'identity.registry': [{ listedName: evidence.name }],
  'identity.none': [{ name: '' }],
  'identity.blocked': [{ name: '' }],
  'identity.name_taken': [{ domain: null }],
  'identity.lapsed': [{ receivedThen: null }],
  'identity.not_looked_up': [{ domain: null }],
  'identity.domain_now': [{ name: null }],
  'identity.named': [{ hostedAt: null }],
  'file.earlier_pdf': [{ replacedAt: null }],
  'anchor.found': [{ transaction: null, block: null }],
}

const number = '01M81-17EDB-EGDV4-36CAD-GP2MSS'
/** Replaces an argument in the language of the page, such as a day or a headline. */
const ownWords = '9.8.7'

/** Arguments of the texts that are functions, except messages. */
const samples: Record<string, unknown[]> = {
  'verdicts.domain': ['uni.example'],
  'verdicts.registry': ['University of Y', 'Register of Z'],
  'verdicts.operator': ['University of X', 'certs.example'],
  'verdicts.named': ['did:web:uni.example'],
  'verdicts.revoked': [at],
  'verdicts.expired': [at],
  'verdicts.expired_genuine': [at],
  'advice.issuer_not_confirmed': ['University of X'],
  'advice.not_checked': [ownWords],
  'page.picture': ['University of X', 'University of Y'],
  'page.checkedAt': [ownWords],
  'page.attested': ['uni.example'],
  'page.nameNotChecked': ['University of X'],
  'page.notApplicable': [43],
  'page.ownPicture': ['uni.example'],
  'page.preview': ['uni.example', ownWords],
  'file.tooLarge': [42],
  'file.otherCertificate': [number],
  'file.elsewhere': ['source.example, other.example'],
  'file.unknown': [number],
  'file.record': [ownWords],
  'issuer.title': ['University of X'],
  'issuer.retired': [at],
  'issuer.compromised': [at],
  'issuer.checkDns': ['uni.example'],
  'offer.hint': [ownWords],
  'front.lead': ['certs.example'],
  'scan.elsewhere': ['source.example'],
  'notices.deleted.text': [ownWords],
  'notices.erased.text': [ownWords],
}

/** Texts of `evidence` and `samples` that every translation must show too. */
const facts = [...Object.values(evidence), ...Object.values(samples).flat()]
  .flatMap((value) => (value instanceof Date ? [] : [`${value}`]))
  .sort((one, other) => other.length - one.length)

/** Texts that are the same in English. */
const sameInEnglish: Partial<Record<Language, string[]>> = {
  de: ['issuer.name: Name', 'issuer.domain: Domain'],
  fr: ['checks.issuer: Signature', 'facts.description: Description', 'facts.program: Programme'],
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.:?]) /)
}

function withoutFacts(text: string): string {
  return facts.reduce((rest, fact) => rest.replaceAll(fact, ''), text)
}

/** Returns all texts of a language by their names, with the facts filled in. */
function textsOf(code: Language): Map<string, string> {
  const texts = new Map<string, string>()
  const { formats: _, name: __, direction: ___, messages, ...others } = languages[code]
  const codes = Object.keys(messages) as Code[] // The object has exactly these keys.
  for (const code of codes) {
    const say: (evidence: never) => string = messages[code]
    for (const [index, changes] of [{}, ...(otherwise[code] ?? [])].entries()) {
      // It has the evidence of every message.
      texts.set(`messages.${code} (${index})`, say({ ...evidence, ...changes } as never))
    }
  }
  const add = (name: string, value: unknown) => {
    if (typeof value === 'string') texts.set(name, value)
    else if (typeof value === 'function')
      texts.set(name, value(...(samples[name] ?? expect.fail(`A sample for ${name}?`))))
    else for (const [key, one] of Object.entries(value ?? {})) add(name === '' ? key : `${name}.${key}`, one)
  }
  add('', others)
  return texts
}
