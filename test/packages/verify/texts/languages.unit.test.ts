import type { Code } from '@chancery/verify/checks/check'
import type { Code as CredentialCode } from '@chancery/verify/credential/result'
import { codes, type Language, languageOf, languages } from '@chancery/verify/texts/languages'
import { loadCredentialTexts } from '@chancery/verify/texts/loadCredentialTexts'
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

describe('loadCredentialTexts', () => {
  it('loads the texts of a regional form, and rejects other languages', async () => {
    const { shared, own } = await loadCredentialTexts('pt-BR')
    expect(shared).toBe(languages.pt)
    expect(own.verdicts.revoked).toBe('Revogado pelo emissor.')
    await expect(loadCredentialTexts('ja' as 'en')).rejects.toThrow('language: Must be one of en, de')
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

/** Evidence for every message of credentials. */
const ofCredentials = {
  ...{ listedName: 'University of Y', registry: 'Register of Z', domain: 'uni.example', at },
  ...{ did: 'did:web:uni.example', method: 'did:web:uni.example#key-1', place: 'host.example/user' },
  ...{ issuer: 'did:web:uni.example', expected: 'did:web:other.example', algorithm: 'HS256' },
  ...{
    context: 'https://context.example/v1',
    list: 'https://list.example/1',
    value: 'last Friday',
    reason: 'other_issuer',
  },
}

/** Other evidence of credentials with which a message says something else: each reason has a sentence. */
const otherwiseOfCredentials: Partial<Record<CredentialCode, object[]>> = {
  'revocation.revoked': [{ purpose: 'suspension' }],
  'issuer.wrong_proof': ['other_purpose', 'no_key', 'expired', 'contradiction'].map(because),
  'revocation.bad_list': [
    ...['not_a_credential', 'no_content', 'no_type', 'other_list', 'other_purpose'],
    ...['unknown_content', 'not_valid_now', 'changed', 'not_checked', 'bad_entries'],
  ].map(because),
}

function because(reason: string) {
  return { reason }
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
  'credentials.verdicts.not_yet': [at],
}

/** Texts of `evidence` and `samples` that every translation must show too. */
const facts = [evidence, ofCredentials, samples]
  .flatMap((values) => Object.values(values).flat())
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

const credentialTexts = new Map(
  await Promise.all(codes.map(async (code) => [code, (await loadCredentialTexts(code)).own] as const)),
)

/** Returns all texts of a language by their names, with the facts filled in. */
function textsOf(code: Language): Map<string, string> {
  const texts = new Map<string, string>()
  const { formats: _, name: __, direction: ___, messages, ...others } = languages[code]
  const { messages: credentialMessages, ...credentials } = credentialTexts.get(code) ?? expect.fail(code)
  const addMessages = (name: string, all: object, evidence: object, otherwise: Record<string, object[]>) => {
    for (const [code, say] of Object.entries(all)) {
      for (const [index, changes] of [{}, ...(otherwise[code] ?? [])].entries())
        texts.set(`${name}.${code} (${index})`, say({ ...evidence, ...changes }))
    }
  }
  addMessages('messages', messages, evidence, otherwise)
  addMessages('credentials.messages', credentialMessages, ofCredentials, otherwiseOfCredentials)
  const add = (name: string, value: unknown) => {
    if (typeof value === 'string') texts.set(name, value)
    else if (typeof value === 'function')
      texts.set(name, value(...(samples[name] ?? expect.fail(`A sample for ${name}?`))))
    else for (const [key, one] of Object.entries(value ?? {})) add(name === '' ? key : `${name}.${key}`, one)
  }
  add('', { ...others, credentials })
  return texts
}
