import { type Language, languages } from '../texts/languages.ts'
import { anchor } from './anchor.ts'
import type { Check, Ports } from './check.ts'
import { document } from './document.ts'
import { expiry } from './expiry.ts'
import { file } from './file.ts'
import { identity } from './identity.ts'
import { issuer } from './issuer.ts'
import { record } from './record.ts'
import { revocation } from './revocation.ts'
import { runChecks, type Verification } from './runChecks.ts'
import type { Verifiable } from './verifiable.ts'

const checks: Check[] = [record, issuer, identity, revocation, expiry, document, file, anchor]

/** Runs all checks of a stored certificate. Never throws: a check that cannot finish is `unknown`. */
export async function verify(certificate: Verifiable, ports: Ports, language: Language): Promise<Verification> {
  return runChecks(checks, certificate, ports, languages[language])
}
