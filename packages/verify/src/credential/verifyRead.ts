import type { Outcome } from '../checks/check.ts'
import { type Verdict, verdictOf } from '../checks/runChecks.ts'
import type { LanguageTag } from '../texts/codes.ts'
import type { CredentialTexts } from '../texts/credentials/en.ts'
import { loadCredentialTexts } from '../texts/loadCredentialTexts.ts'
import { checkIdentity } from './checkIdentity.ts'
import { checkContent, checkIssuer } from './checkIssuer.ts'
import { checkExpiry, checkRevocation } from './checkStatus.ts'
import { bundledContexts, type Contexts } from './contexts.ts'
import { advice, headline } from './headline.ts'
import { isObject, textOf } from './json.ts'
import type { Credential } from './readCredential.ts'
import type { FetchDocument, FetchedDocument } from './resolveKey.ts'
import type { Context, CredentialCheck, FindInRegistry, Result } from './result.ts'

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
  /** Language of the messages. Default: English. `pt-BR` is read as `pt`. */
  language?: LanguageTag | undefined
}

export type CredentialIssuer = {
  name: string | null
  /** Only a registry confirms a name. */
  nameConfirmed: boolean
  did: string
  domain: string | null
  confirmedBy: 'did_web' | 'registry' | null
}

/** `message` is the verdict as a sentence, and `advice` what to do. Each check has its own message. */
export type CredentialResult = {
  verdict: Verdict
  message: string
  advice: string | null
  issuer: CredentialIssuer
  checks: CredentialCheck[]
}

/** Timeout (ms) of all checks. */
const DEADLINE_MS = 3000

/** Verifies a credential that has been read. Throws TypeError for a language that this package does not have. */
export async function verifyRead(
  credential: Credential,
  options: VerifyCredentialOptions = {},
): Promise<CredentialResult> {
  const [bundled, texts] = await Promise.all([bundledContexts(), loadCredentialTexts(options.language ?? 'en')])
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
  const message = (result: Result) => sentence(result, texts.own)
  const checks: CredentialCheck[] = [
    { check: 'content', dimension: 'integrity', ...content, message: message(content) },
    { check: 'issuer', dimension: 'issuer', ...issuer, message: message(issuer) },
    { check: 'identity', dimension: 'identity', ...identity, message: message(identity) },
    { check: 'expiry', dimension: 'status', ...expiry, message: message(expiry) },
    { check: 'revocation', dimension: 'status', ...revocation, message: message(revocation) },
  ]
  const verdict = verdictOf(checks)
  const who = issuerOf(credential, identity, issuer)
  return {
    verdict,
    message: headline(verdict, checks, texts),
    advice: advice(verdict, checks, who.name, texts),
    issuer: who,
    checks,
  }
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

function sentence({ code, evidence }: Result, { messages }: CredentialTexts): string {
  const say: (evidence: never) => string = messages[code]
  return say(evidence as never) // `Result` ties the evidence to its code.
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
