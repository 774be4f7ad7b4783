import { toNumber } from './certificateNumber.ts'
import { type Look, lookOf, lookOfVerdict } from './checks/look.ts'
import { type Bundle, readBundle, timeZoneIn } from './proof/bundle.ts'
import type { FactName } from './proof/facts.ts'
import { shownValue } from './shownValue.ts'
import type { Texts } from './texts/en.ts'
import type { Language } from './texts/languages.ts'
import { loadTexts } from './texts/loadTexts.ts'
import { verify } from './verify.ts'

// Entry point for browsers, bundled by scripts/browser.ts. assets/verify/proof.js shows the result.

export { UnreadableBundle } from './proof/bundle.ts'

export type ShownProof = {
  outcome: Look
  headline: string
  advice: string | null
  results: { outcome: Look; name: string; said: string; message: string }[]
  stated: { label: string; value: string }[]
}

/** Verifies a bundle without network requests. Throws UnreadableBundle if the source is not a bundle. */
export async function checkProof(source: string | Uint8Array, language: Language): Promise<ShownProof> {
  const bundle = readBundle(source)
  const { verdict, message, advice, issuer, checks } = await verify(bundle, { language })
  const texts = await loadTexts(language)
  return {
    outcome: lookOfVerdict[verdict],
    headline: message,
    advice: [advice, issuer.isHolder && texts.page.ownHolder].filter(Boolean).join(' ') || null,
    results: checks
      .filter(({ check }) => check !== 'file')
      .map((result) => ({
        outcome: lookOf(result),
        message: result.message,
        name: texts.checks[result.check],
        said: texts.outcomes[lookOf(result)],
      })),
    stated: statedIn(bundle, texts),
  }
}

const labels: Record<Exclude<FactName, 'institution_link' | 'checksum'>, keyof Texts['facts']> = {
  institution_title: 'issuer',
  program_title: 'program',
  certificate_title: 'title',
  description: 'description',
  course_link: 'courseLink',
  granted_to: 'grantedTo',
  holder_name: 'holder',
  achieved_at: 'achievedAt',
  score: 'score',
  duration: 'duration',
  industry: 'industries',
  skill: 'skills',
}

function statedIn(bundle: Bundle, texts: Texts): ShownProof['stated'] {
  const { certificate } = bundle
  const { facts, formats } = texts
  const timeZone = timeZoneIn(bundle)
  const day = (at: Date) => formats.date(at, timeZone)
  const shownIn = ({ name, value }: { name: string; value: string }) =>
    name === 'achieved_at' && isTime(value) ? day(new Date(value)) : shownValue({ name, value }, texts)
  const shown = certificate.facts.flatMap((fact) =>
    'value' in fact && fact.name in labels
      ? [{ label: facts[labels[fact.name as keyof typeof labels]], value: shownIn(fact) }] // Checked above.
      : [],
  )
  const dayOf = (seconds: number) => day(new Date(seconds * 1000))
  return [
    ...shown,
    { label: facts.holderAddress, value: certificate.holder },
    { label: facts.issuerAddress, value: certificate.issuer },
    { label: facts.issuedAt, value: dayOf(certificate.issuedAt) },
    ...(certificate.expiresAt === 0 ? [] : [{ label: facts.expiresAt, value: dayOf(certificate.expiresAt) }]),
    { label: facts.document, value: certificate.document },
    { label: facts.number, value: toNumber(certificate.id) },
  ]
}

function isTime(value: string): boolean {
  return !Number.isNaN(Date.parse(value))
}
