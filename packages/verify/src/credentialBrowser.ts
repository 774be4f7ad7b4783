import type { ShownProof } from './browser.ts'
import { lookOf, lookOfVerdict } from './checks/look.ts'
import { labelOf } from './credential/headline.ts'
import { isObject, type JsonObject, listOf, textOf } from './credential/json.ts'
import { readCredential, type UnreadableCredential } from './credential/readCredential.ts'
import { type VerifyCredentialOptions, verifyRead } from './credential/verifyRead.ts'
import type { Texts } from './texts/en.ts'
import type { Language } from './texts/languages.ts'
import { loadCredentialTexts } from './texts/loadCredentialTexts.ts'

// Entry point for browsers, bundled by scripts/browser.ts. assets/verify/badge.js shows the result.

export { UnreadableCredential } from './credential/readCredential.ts'
export { isPng } from './credential/unbake.ts'

/** Verifies an Open Badge. The ports fetch DID documents and status lists, and look up registries. Throws UnreadableCredential. */
export async function checkCredential(
  source: string | Uint8Array,
  language: Language,
  ports: Required<Pick<VerifyCredentialOptions, 'fetchDocument' | 'findInRegistry'>>,
): Promise<ShownProof> {
  const credential = readCredential(source)
  const { verdict, message, advice, checks } = await verifyRead(credential, { language, ...ports })
  const texts = await loadCredentialTexts(language)
  const { outcomes } = texts.shared
  return {
    outcome: lookOfVerdict[verdict],
    headline: message,
    advice,
    results: checks.map((check) => ({
      outcome: lookOf(check),
      message: check.message,
      name: labelOf(check.check, texts),
      said: outcomes[lookOf(check)],
    })),
    stated: statedIn(credential.document, texts.shared),
  }
}

/** Returns why a file cannot be read, as a sentence. */
export async function reasonOf({ reason }: UnreadableCredential, language: Language): Promise<string> {
  return (await loadCredentialTexts(language)).own.unreadable[reason]
}

/** Returns what the Open Badge says, as plain text: never its own HTML or Markdown. */
function statedIn(document: JsonObject, { facts, formats }: Texts): ShownProof['stated'] {
  const subject = firstOf(document.credentialSubject)
  const achievement = firstOf(subject.achievement)
  const identified = listOf(subject.identifier).filter(isObject)
  const name = identified.find((one) => one.identityType === 'name' && one.hashed === false)
  const day = (field: string) => {
    const time = Date.parse(textOf(document, field) ?? '')
    return Number.isNaN(time) ? null : formats.date(new Date(time))
  }
  const rows: [string, string | null][] = [
    [facts.holder, (name && textOf(name, 'identityHash')) ?? textOf(subject, 'name') ?? textOf(subject, 'id')],
    [facts.title, textOf(achievement, 'name') ?? textOf(document, 'name')],
    [facts.description, textOf(achievement, 'description')],
    [
      facts.skills,
      listOf(achievement.tag)
        .filter((tag) => typeof tag === 'string')
        .join(', ') || null,
    ],
    [facts.issuer, textOf(firstOf(document.issuer), 'name')],
    [facts.achievedAt, day('awardedDate')],
    [facts.issuedAt, day('validFrom') ?? day('issuanceDate')],
    [facts.expiresAt, day('validUntil') ?? day('expirationDate')],
  ]
  return rows.flatMap(([label, value]) => (value ? [{ label, value: value.slice(0, MAX_TEXT) }] : []))
}

/** Longest text that is shown, in characters. */
const MAX_TEXT = 2000

function firstOf(value: unknown): JsonObject {
  return listOf(value).find(isObject) ?? {}
}
