import type { Outcome } from '../checks/check.ts'
import { type Verdict, verdictOf } from '../checks/runChecks.ts'
import { checkIdentity } from './checkIdentity.ts'
import { checkContent, checkIssuer } from './checkIssuer.ts'
import { checkExpiry, checkRevocation } from './checkStatus.ts'
import { bundledContexts, type Contexts } from './contexts.ts'
import { isObject, textOf } from './json.ts'
import { headlines, messages } from './messages.ts'
import type { Credential } from './readCredential.ts'
import type { FetchDocument, FetchedDocument } from './resolveKey.ts'
import type { CheckName, Context, CredentialCheck, FindInRegistry, Result } from './result.ts'

export type VerifyCredentialOptions = {
  /** Time for the checks of validity. Default: now. */
  now?: Date | undefined
  /** The issuer that the caller knows: its DID, or the domain of its did:web. Default: any that is confirmed. */
  issuer?: string | undefined
  /** Fetches documents of did:web and status lists. Default: nothing is fetched. */
  fetchDocument?: FetchDocument | undefined
  /** Looks up the issuer in registries. Default: no registry. */
  findInRegistry?: FindInRegistry | undefined
  /** Contexts that this package does not have, by address. */
  contexts?: Contexts | undefined
}

export type CredentialIssuer = {
  name: string | null
  /** Only a registry confirms a name. */
  nameConfirmed: boolean
  did: string
  domain: string | null
  confirmedBy: 'did_web' | 'registry' | null
}

/** `message` is the verdict as a sentence. Each check has its own message. */
export type CredentialResult = {
  verdict: Verdict
  message: string
  issuer: CredentialIssuer
  checks: CredentialCheck[]
}

/** Timeout (ms) of all checks. */
const DEADLINE_MS = 3000

/** Verifies a credential that has been read. */
export async function verifyRead(
  credential: Credential,
  options: VerifyCredentialOptions = {},
): Promise<CredentialResult> {
  const bundled = await bundledContexts()
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), DEADLINE_MS)
  const context: Context = {
    now: options.now ?? new Date(),
    contexts: options.contexts ? new Map([...options.contexts, ...bundled]) : bundled,
    fetchDocument: onceEach(options.fetchDocument ?? (async () => ({ outcome: 'unavailable' }))),
    findInRegistry: options.findInRegistry,
    expectedIssuer: options.issuer,
    signal: stop.signal,
  }
  const finished = (run: () => Result | Promise<Result>) => inTime(run, stop.signal)
  const signed = finished(() => checkIssuer(credential, context))
  const isSigned = signed.then(({ outcome }): Outcome => outcome)
  const [content, issuer, identity, expiry, revocation] = await Promise.all([
    finished(() => checkContent(credential, context)),
    signed,
    finished(() => checkIdentity(credential, context, isSigned)),
    finished(() => checkExpiry(credential, context)),
    finished(() => checkRevocation(credential, context)),
  ])
  clearTimeout(timer)
  const checks: CredentialCheck[] = [
    { check: 'content', dimension: 'integrity', ...content, message: sentence(content) },
    { check: 'issuer', dimension: 'issuer', ...issuer, message: sentence(issuer) },
    { check: 'identity', dimension: 'identity', ...identity, message: sentence(identity) },
    { check: 'expiry', dimension: 'status', ...expiry, message: sentence(expiry) },
    { check: 'revocation', dimension: 'status', ...revocation, message: sentence(revocation) },
  ]
  const verdict = verdictOf(checks)
  return { verdict, message: headline(verdict, checks), issuer: issuerOf(credential, identity, issuer), checks }
}

/** Never throws, and stops waiting at the deadline, even for a port that ignores its abort signal. */
async function inTime(run: () => Result | Promise<Result>, signal: AbortSignal): Promise<Result> {
  const unfinished: Result = { outcome: 'unknown', code: 'check.unfinished', evidence: {} }
  const late = new Promise<Result>((resolve) => {
    if (signal.aborted) resolve(unfinished)
    signal.addEventListener('abort', () => resolve(unfinished), { once: true })
  })
  try {
    return await Promise.race([Promise.resolve(run()), late])
  } catch {
    return unfinished
  }
}

/** Fetches each address once, and treats a port that throws as an outage. */
function onceEach(fetchDocument: FetchDocument): FetchDocument {
  const fetched = new Map<string, Promise<FetchedDocument>>()
  return (url, signal) => {
    const known = fetched.get(url)
    if (known) return known
    const fetching = fetchDocument(url, signal).catch((): FetchedDocument => ({ outcome: 'unavailable' }))
    fetched.set(url, fetching)
    return fetching
  }
}

function sentence({ code, evidence }: Result): string {
  const say: (evidence: never) => string = messages[code]
  return say(evidence as never) // `Result` ties the evidence to its code.
}

function headline(verdict: Verdict, checks: CredentialCheck[]): string {
  if (verdict === 'issuer_not_confirmed' || verdict === 'not_checked') return headlines[verdict]
  const failed = checks.filter(({ outcome }) => outcome === 'failed')
  const changes: ReadonlySet<CheckName> = new Set(['content', 'issuer'])
  if (failed.some(({ check }) => changes.has(check))) return headlines.changed
  for (const { code } of failed) if (code === 'revocation.revoked') return headlines.revoked
  for (const { code, evidence } of checks) {
    if (code === 'expiry.expired') return headlines.expired(evidence.at)
    if (code === 'expiry.not_yet') return headlines.not_yet(evidence.at)
    if (code === 'identity.did_web') {
      if (verdict === 'valid') return headlines.domain(evidence.domain)
    } else if (code === 'identity.registry') {
      if (verdict === 'valid') return headlines.registry(evidence.listedName, evidence.registry)
    } else if (code === 'identity.named' && verdict === 'valid') return headlines.named(evidence.issuer)
  }
  return headlines.changed
}

/** A name or domain counts only if the issuer's key signed: otherwise the writer of the credential only claims it. */
function issuerOf({ document, issuer: did }: Credential, identity: Result, signed: Result): CredentialIssuer {
  const name = isObject(document.issuer) ? textOf(document.issuer, 'name') : null
  const nothing: CredentialIssuer = { name, nameConfirmed: false, did, domain: null, confirmedBy: null }
  if (signed.outcome !== 'passed') return nothing
  if (identity.code === 'identity.did_web')
    return { ...nothing, domain: identity.evidence.domain, confirmedBy: 'did_web' }
  if (identity.code !== 'identity.registry') return nothing
  const { listedName, domain } = identity.evidence
  return { ...nothing, name: listedName, nameConfirmed: true, domain, confirmedBy: 'registry' }
}
