import type { ShownProof } from './browser.ts'
import { lookOf, lookOfVerdict } from './checks/look.ts'
import { isObject, type JsonObject, listOf, textOf } from './credential/json.ts'
import { readCredential } from './credential/readCredential.ts'
import type { FetchDocument } from './credential/resolveKey.ts'
import { type CredentialResult, verifyRead } from './credential/verifyRead.ts'
import type { Texts } from './texts/en.ts'
import type { Language } from './texts/languages.ts'
import { loadTexts } from './texts/loadTexts.ts'

// Entry point for browsers, bundled by scripts/browser.ts. assets/verify/badge.js shows the result.

export { UnreadableCredential } from './credential/readCredential.ts'
export { isPng } from './credential/unbake.ts'

/** Verifies an Open Badge. `fetchDocument` fetches DID documents and status lists. Throws UnreadableCredential. */
export async function checkCredential(
  source: string | Uint8Array,
  language: Language,
  fetchDocument: FetchDocument,
): Promise<ShownProof> {
  const credential = readCredential(source)
  const result = await verifyRead(credential, { fetchDocument })
  const texts = await loadTexts(language)
  return {
    outcome: lookOfVerdict[result.verdict],
    headline: headlineOf(result, texts),
    advice: null,
    results: result.checks.map((check) => ({
      outcome: lookOf(check),
      message: check.message,
      name: texts.checks[check.check === 'content' ? 'record' : check.check],
      said: texts.outcomes[lookOf(check)],
    })),
    stated: statedIn(credential.document, texts),
  }
}

/** Returns the verdict in the reader's language where its texts have it. */
function headlineOf({ verdict, message, issuer, checks }: CredentialResult, { verdicts }: Texts): string {
  if (verdict === 'issuer_not_confirmed' || verdict === 'not_checked') return verdicts[verdict]
  if (verdict === 'valid') return issuer.domain ? verdicts.domain(issuer.domain) : message
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  if (failed.some(({ check }) => check === 'content' || check === 'issuer')) return verdicts.changed
  const [only] = failed
  return only?.code === 'expiry.expired' ? verdicts.expired(only.evidence.at) : message
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
