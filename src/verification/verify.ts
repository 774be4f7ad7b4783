import { type Language, languages } from '../texts/languages.ts'
import type { Check, Found, Ports } from './check.ts'
import { document } from './document.ts'
import { expiry } from './expiry.ts'
import { file } from './file.ts'
import { issuer } from './issuer.ts'
import { record } from './record.ts'
import { revocation } from './revocation.ts'
import type { Verifiable } from './verifiable.ts'

const checks: Check[] = [record, issuer, revocation, expiry, document, file]

/** What a check found, as everybody is told: the page, JSON, both doors and the command. */
export type Finding = Found & { check: Check['name']; dimension: Check['dimension']; message: string }

/** `not_checked`: nothing speaks against it, but not all could be checked. An outage is never anything else. */
export type Verdict = 'valid' | 'not_valid' | 'not_checked'

export type Verification = { verdict: Verdict; findings: Finding[] }

/** How long a check may take, in milliseconds, and how much longer to say what it found by then. */
const DEADLINE_MS = 3000
const LAST_WORDS_MS = 200

/** Checks a certificate in every way, all side by side. Never throws: what cannot be found out is `unknown`. */
export async function verify(certificate: Verifiable, ports: Ports, language: Language): Promise<Verification> {
  const findings = await Promise.all(
    checks.map(async (check) => {
      const found = await inTime(check, certificate, ports)
      const { name, dimension } = check
      return { check: name, dimension, ...found, message: sentence(found, language) }
    }),
  )
  return { verdict: verdictOf(findings), findings }
}

export function verdictOf(findings: Pick<Finding, 'outcome'>[]): Verdict {
  if (findings.some(({ outcome }) => outcome === 'failed')) return 'not_valid'
  return findings.some(({ outcome }) => outcome === 'unknown') ? 'not_checked' : 'valid'
}

/** What a check finds by its deadline, whatever it does. */
async function inTime(check: Check, certificate: Verifiable, ports: Ports): Promise<Found> {
  const unfinished: Found = { outcome: 'unknown', code: 'check.unfinished', evidence: {} }
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Found>((resolve) => {
    timer = setTimeout(() => resolve(unfinished), DEADLINE_MS + LAST_WORDS_MS)
  })
  try {
    return await Promise.race([check.find(certificate, ports, AbortSignal.timeout(DEADLINE_MS)), late])
  } catch {
    return unfinished
  } finally {
    clearTimeout(timer)
  }
}

function sentence({ code, evidence }: Found, language: Language): string {
  const say: (evidence: never) => string = languages[language].findings[code]
  return say(evidence as never) // A code's evidence is what its sentence takes: `Found` holds them together.
}
