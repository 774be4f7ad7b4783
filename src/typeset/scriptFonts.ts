/** A family for scripts that the main families lack. Its files have parts of its characters, as for the web. */
export type ScriptFont = {
  folder: string
  /** Name in a PDF. */
  name: string
  /** Whether one file has all weights, or each weight has its own, or there is only the regular one. */
  weights: 'variable' | 'files' | 'regular'
}

/** Families by the script's name in Unicode. */
export const scriptFonts = {
  Arabic: variable('noto-naskh-arabic', 'NotoNaskhArabic'),
  Hebrew: variable('noto-serif-hebrew', 'NotoSerifHebrew'),
  Devanagari: variable('noto-serif-devanagari', 'NotoSerifDevanagari'),
  Bengali: variable('noto-serif-bengali', 'NotoSerifBengali'),
  Gurmukhi: variable('noto-serif-gurmukhi', 'NotoSerifGurmukhi'),
  Gujarati: variable('noto-serif-gujarati', 'NotoSerifGujarati'),
  Oriya: variable('noto-serif-oriya', 'NotoSerifOriya'),
  Tamil: variable('noto-serif-tamil', 'NotoSerifTamil'),
  Telugu: variable('noto-serif-telugu', 'NotoSerifTelugu'),
  Kannada: variable('noto-serif-kannada', 'NotoSerifKannada'),
  Malayalam: variable('noto-serif-malayalam', 'NotoSerifMalayalam'),
  Sinhala: variable('noto-serif-sinhala', 'NotoSerifSinhala'),
  Thai: variable('noto-serif-thai', 'NotoSerifThai'),
  Lao: variable('noto-serif-lao', 'NotoSerifLao'),
  Tibetan: variable('noto-serif-tibetan', 'NotoSerifTibetan'),
  Myanmar: { folder: 'noto-serif-myanmar', name: 'NotoSerifMyanmar', weights: 'files' },
  Khmer: variable('noto-serif-khmer', 'NotoSerifKhmer'),
  Georgian: variable('noto-serif-georgian', 'NotoSerifGeorgian'),
  Armenian: variable('noto-serif-armenian', 'NotoSerifArmenian'),
  Ethiopic: variable('noto-serif-ethiopic', 'NotoSerifEthiopic'),
  Thaana: variable('noto-sans-thaana', 'NotoSansThaana'),
  Syriac: variable('noto-sans-syriac', 'NotoSansSyriac'),
  Mongolian: { folder: 'noto-sans-mongolian', name: 'NotoSansMongolian', weights: 'regular' },
  Tifinagh: { folder: 'noto-sans-tifinagh', name: 'NotoSansTifinagh', weights: 'regular' },
  Cherokee: variable('noto-sans-cherokee', 'NotoSansCherokee'),
  Japanese: variable('noto-serif-jp', 'NotoSerifJP'),
  Korean: variable('noto-serif-kr', 'NotoSerifKR'),
  Chinese: variable('noto-serif-sc', 'NotoSerifSC'),
  MoreLetters: variable('noto-serif', 'NotoSerif'),
  Symbols: variable('noto-sans-symbols', 'NotoSansSymbols'),
  MoreSymbols: { folder: 'noto-sans-symbols-2', name: 'NotoSansSymbols2', weights: 'regular' },
} as const satisfies Record<string, ScriptFont>

export type FontScript = keyof typeof scriptFonts

function variable<const Name extends string>(folder: string, name: Name) {
  return { folder, name, weights: 'variable' } as const
}

/** Languages that use different forms of shared Han characters. */
export type HanLanguage = 'ja' | 'ko' | 'zh'

/** Scripts of the languages that share Han characters. */
export const hanScripts = new Set(['Han', 'Hiragana', 'Katakana', 'Hangul'])

const hanOrder: Record<HanLanguage, FontScript[]> = {
  ja: ['Japanese', 'Chinese', 'Korean'],
  ko: ['Korean', 'Chinese', 'Japanese'],
  zh: ['Chinese', 'Japanese', 'Korean'],
}

/** Families of letters and signs of many scripts. */
const signs: FontScript[] = ['MoreLetters', 'Symbols', 'MoreSymbols']

const all = Object.keys(scriptFonts) as FontScript[] // The keys of the object.

/** Returns the families to search for a character of a script, after the main families. */
export function fontsFor(script: string, han: HanLanguage): FontScript[] {
  if (hanScripts.has(script)) return hanOrder[han]
  const own = all.filter((name) => name === script)
  // A font of signs has, for example, the numerals of Rumi, which are Arabic.
  if (own.length > 0) return [...own, ...signs]
  return [...all.filter((name) => !hanOrder[han].includes(name)), ...hanOrder[han]]
}

/** Families that are not named by one script. */
const mixed: FontScript[] = ['Japanese', 'Korean', 'Chinese', ...signs]

const named = ['Latin', 'Greek', 'Cyrillic', ...all.filter((name) => !mixed.includes(name)), ...hanScripts]
const tests = named.map((script): [string, RegExp] => [script, new RegExp(`\\p{Script=${script}}`, 'u')])

/** Returns the script of a grapheme. `Common` for punctuation, digits, signs and scripts without a font. */
export function scriptOf(grapheme: string): string {
  return tests.find(([, test]) => test.test(grapheme))?.[0] ?? 'Common'
}

/** Guesses the language of a text's Han characters from its other letters. Chinese by default. */
export function hanLanguageOf(text: string): HanLanguage {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return 'ja'
  return /\p{Script=Hangul}/u.test(text) ? 'ko' : 'zh'
}
