import { toNumber } from './certificateNumber.ts'
import type { Outcome } from './checks/check.ts'
import type { Verdict } from './checks/runChecks.ts'
import { type Bundle, readBundle } from './proof/bundle.ts'
import type { FactName } from './proof/facts.ts'
import type { Texts } from './texts/en.ts'
import type { Language } from './texts/languages.ts'
import { loadTexts } from './texts/loadTexts.ts'
import { verify } from './verify.ts'

// Entry point for browsers, bundled by scripts/browser.ts. assets/verify/proof.js shows the result.

export { UnreadableBundle } from './proof/bundle.ts'

export type ShownProof = {
  outcome: Outcome
  headline: string
  results: { outcome: Outcome; name: string; said: string; message: string }[]
  stated: { label: string; value: string }[]
}

const outcomeOf: Record<Verdict, Outcome> = { valid: 'passed', not_valid: 'failed', not_checked: 'unknown' }

/** Verifies a bundle without network requests. Throws UnreadableBundle if the source is not a bundle. */
export async function checkProof(source: string, language: Language): Promise<ShownProof> {
  const bundle = readBundle(source)
  const { verdict, message, checks } = await verify(bundle, { language })
  const texts = await loadTexts(language)
  return {
    outcome: outcomeOf[verdict],
    headline: message,
    results: checks
      .filter(({ check }) => check !== 'file')
      .map(({ check, outcome, message }) => ({
        ...{ outcome, message, name: texts.checks[check], said: texts.outcomes[outcome] },
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

function statedIn({ certificate }: Bundle, { facts, formats }: Texts): ShownProof['stated'] {
  const shown = certificate.facts.flatMap((fact) =>
    'value' in fact && fact.name in labels
      ? [{ label: facts[labels[fact.name as keyof typeof labels]], value: fact.value }] // Checked above.
      : [],
  )
  const day = (seconds: number) => formats.date(new Date(seconds * 1000))
  return [
    ...shown,
    { label: facts.holderAddress, value: certificate.holder },
    { label: facts.issuerAddress, value: certificate.issuer },
    { label: facts.issuedAt, value: day(certificate.issuedAt) },
    ...(certificate.expiresAt === 0 ? [] : [{ label: facts.expiresAt, value: day(certificate.expiresAt) }]),
    { label: facts.document, value: certificate.document },
    { label: facts.number, value: toNumber(certificate.id) },
  ]
}
