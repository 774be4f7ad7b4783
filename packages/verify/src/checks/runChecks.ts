import type { Texts } from '../texts/en.ts'
import type { Check, Result } from './check.ts'

export type CheckResult = Result & { check: Check['name']; dimension: Check['dimension']; message: string }

/**
 * `issuer_not_confirmed`: the issuer is not confirmed, and no other check failed. `not_checked`: no check failed, but
 * at least one is unknown. An outage never causes `not_valid`.
 */
export type Verdict = 'valid' | 'issuer_not_confirmed' | 'not_valid' | 'not_checked'

export type Verification = { verdict: Verdict; results: CheckResult[] }

/** Timeout (ms) of the checks, and the grace period for checks that ignore the abort signal. */
const DEADLINE_MS = 3000
const GRACE_MS = 200

/** Runs all checks in parallel. Never throws: a check that cannot finish is `unknown`. */
export async function runChecks<Certificate, With>(
  checks: Check<Certificate, With>[],
  certificate: Certificate,
  ports: With,
  texts: Texts,
): Promise<Verification> {
  const deadline = startDeadline()
  const all = await Promise.all(checks.map((check) => inTime(deadline, check, certificate, ports)))
  deadline.end()
  const results = checks.map(({ name, dimension }, index): CheckResult => {
    const result = all[index] ?? unfinished
    return { check: name, dimension, ...result, message: sentence(result, texts) }
  })
  return { verdict: verdictOf(results), results }
}

/**
 * A failed identity takes precedence over unknown results. Otherwise a forger could make the document unreachable to get
 * the milder `not_checked`.
 */
export function verdictOf(results: Pick<CheckResult, 'outcome' | 'dimension'>[]): Verdict {
  const failed = results.filter(({ outcome }) => outcome === 'failed')
  if (failed.some(({ dimension }) => dimension !== 'identity')) return 'not_valid'
  if (failed.length > 0) return 'issuer_not_confirmed'
  return results.some(({ outcome }) => outcome === 'unknown') ? 'not_checked' : 'valid'
}

const unfinished: Result = { outcome: 'unknown', code: 'check.unfinished', evidence: {} }

type Deadline = { signal: AbortSignal; late: Promise<Result>; end(): void }

function startDeadline(): Deadline {
  const stop = new AbortController()
  const over = setTimeout(() => stop.abort(new DOMException('The check took too long.', 'TimeoutError')), DEADLINE_MS)
  let last: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<Result>((resolve) => {
    last = setTimeout(() => resolve(unfinished), DEADLINE_MS + GRACE_MS)
  })
  return {
    signal: stop.signal,
    late,
    end() {
      clearTimeout(over)
      clearTimeout(last)
    },
  }
}

/** Stops waiting after the grace period, even for a check that ignores its abort signal. */
async function inTime<Certificate, With>(
  { signal, late }: Deadline,
  check: Check<Certificate, With>,
  certificate: Certificate,
  ports: With,
): Promise<Result> {
  try {
    const found = check.run(certificate, ports, signal)
    return found instanceof Promise ? await Promise.race([found, late]) : found
  } catch {
    return unfinished
  }
}

/** Returns a result as a sentence. */
export function sentence({ code, evidence }: Result, { messages }: Texts): string {
  const say: (evidence: never) => string = messages[code]
  return say(evidence as never) // `Result` ties the evidence to its code.
}
