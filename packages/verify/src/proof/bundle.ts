import * as z from 'zod/mini'
import { MAX_BUNDLE, parseBundle, UnreadableBundle } from './bundleText.ts'
import { hasherOf } from './certificateData.ts'
import { factNames, leafOf, PROOF_VERSION } from './facts.ts'
import { fromHex, type Hex } from './hex.ts'
import { revocationHasher } from './revocationData.ts'

// Bundle: a file with everything needed to verify a certificate without its server (docs/bundle.md).

export { UnreadableBundle }

/** Time (ms) by which the clocks of two computers may differ. */
const CLOCK_SKEW_MS = 5 * 60_000

const MAX_FACTS = 300
const MAX_SIBLINGS = 64
const MAX_SIGNATURE_BYTES = 10_000
const LATEST = 253_402_300_799 // 9999-12-31T23:59:59Z

const count = z.int('Must be a whole number.').check(z.minimum(0, 'Must be 0 or more.'))
const seconds = z.int('Must be a whole number of Unix seconds.').check(z.minimum(0), z.maximum(LATEST))
const text = (max: number) =>
  z.string().check(
    z.maxLength(max, `At most ${max} characters.`),
    // An unpaired surrogate has no UTF-8 encoding, so different texts would have the same hash.
    z.refine((value) => value.isWellFormed(), 'Contains an unpaired surrogate.'),
  )
const requiredText = (max: number) => text(max).check(z.minLength(1, 'Must not be empty.'))

function hexOf(pattern: RegExp, error: string) {
  return z.custom<Hex>((value) => typeof value === 'string' && pattern.test(value), error)
}
const word = hexOf(/^0x[0-9a-f]{64}$/, 'Must be 32 bytes: 0x and 64 lower-case hexadecimal digits.')
const address = hexOf(/^0x[0-9a-f]{40}$/, 'Must be 20 bytes: 0x and 40 lower-case hexadecimal digits.')
const signature = hexOf(
  new RegExp(`^0x([0-9a-f]{2}){1,${MAX_SIGNATURE_BYTES}}$`),
  `Must be at most ${MAX_SIGNATURE_BYTES} bytes: 0x and pairs of lower-case hexadecimal digits.`,
)

const didPkh = /^did:pkh:eip155:[1-9]\d{0,14}:0x[0-9a-f]{40}$/
const didWeb = /^did:web:[a-z0-9-]+(\.[a-z0-9-]+)*(%3A[1-9]\d{0,4})?(:([A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+)*$/
const didKey = /^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$/
const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/
const MAX_DID = 500

/** Returns whether a text is a DID that can be an issuer's, in its normal form. */
export function isIssuerDid(did: string): boolean {
  return did.length <= MAX_DID && [didPkh, didWeb, didKey].some((pattern) => pattern.test(did))
}

export function isHostName(text: string): boolean {
  return hostName.test(text)
}

const claimed = {
  domain: z.string().check(z.refine(isHostName, 'Must be a host name in ASCII and lower case.')),
  at: seconds,
}
const claimOfWallet = z.strictObject({ ...claimed, by: z.enum(['key', 'contract']), key: z.null(), signature })
const claimOfSite = z.strictObject({
  ...claimed,
  by: z.literal('ed25519'),
  key: z.string().check(z.regex(didKey)),
  signature: hexOf(/^0x[0-9a-f]{128}$/, 'Must be 64 bytes: 0x and 128 lower-case hexadecimal digits.'),
})

const issuer = z.strictObject({
  did: z.string().check(z.refine(isIssuerDid, 'Must be a did:pkh, did:web or did:key in its normal form.')),
  claim: z.nullable(
    z.union(
      [claimOfWallet, claimOfSite],
      'Must be a claim { domain, at, by, key, signature } by "key", "contract" or "ed25519".',
    ),
  ),
})

export type BundledIssuer = z.infer<typeof issuer>
export type BundledClaim = NonNullable<BundledIssuer['claim']>

const shown = z.strictObject({ name: z.enum(factNames), value: requiredText(MAX_BUNDLE), salt: word })
const hidden = z.strictObject({ leaf: word })
/** The checksum is hidden, because it opens encrypted documents. With the salt, a file can be compared to the leaf. */
const hiddenChecksum = z.strictObject({ name: z.literal('checksum'), salt: word, leaf: word })

const facts = z
  .array(
    z.union(
      [shown, hidden, hiddenChecksum],
      'Must be a fact { name, value, salt }, or { leaf }, or { "name": "checksum", salt, leaf }.',
    ),
  )
  .check(
    z.maxLength(MAX_FACTS, `At most ${MAX_FACTS} facts.`),
    z.refine((all) => areDifferent(all.flatMap(factKey)), 'Contains a fact twice.'),
    z.refine(
      (all) => areDifferent(all.map((fact) => ('leaf' in fact ? fact.leaf : fact.salt))),
      'Contains a leaf or salt twice.',
    ),
  )

const format = z.literal('chancery-bundle', 'Must be "chancery-bundle".')

/** Fields of both versions. */
const fields = {
  madeAt: z.string().check(z.refine(isMoment, 'Must be a time in UTC such as 2026-11-22T09:00:00.000Z.')),
  page: text(2000).check(z.regex(/^https?:\/\/\S+$/, 'Must be an http or https URL.')),
  domain: z.strictObject({
    name: z.literal('Chancery', 'Must be "Chancery".'),
    version: z.literal(PROOF_VERSION, `Must be "${PROOF_VERSION}". Other versions are not supported.`),
    chainId: z.int('Must be a whole number.').check(z.minimum(1, 'Must be 1 or more.')),
  }),
  certificate: z.strictObject({
    id: z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'Must be a UUID in lower case.')),
    issuer: address,
    holder: address,
    issuedAt: seconds,
    expiresAt: seconds,
    document: requiredText(200),
    facts,
  }),
  signature: z.nullable(z.strictObject({ by: z.enum(['key', 'contract']), value: signature })),
  revocation: z.nullable(z.strictObject({ at: seconds, reason: text(10_000), signature: z.nullable(signature) })),
  anchor: z.nullable(
    z.strictObject({
      proof: z.array(word).check(z.maxLength(MAX_SIBLINGS, `At most ${MAX_SIBLINGS} hashes.`)),
      root: word,
      contract: address,
      transaction: word,
      block: z.strictObject({ number: count, hash: word, time: seconds }),
    }),
  ),
}

const version = 'Must be "1" or "2". Other versions are not supported.'
const withoutIssuer = z.strictObject({ format, version: z.literal('1', version), ...fields })
const withIssuer = z.strictObject({
  format,
  version: z.literal('2'),
  issuer,
  // Not signed: it only decides which day readers see.
  timeZone: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_+/:-]{1,100}$/, 'Must be the name of a time zone.'))),
  ...fields,
})

/** Version 2 has the issuer's DID and its claim of a domain, and the time zone of its days if that is not UTC. */
export type Bundle = z.infer<typeof withoutIssuer> | z.infer<typeof withIssuer>
export type BundledFact = Bundle['certificate']['facts'][number]

/**
 * Reads a bundle from text, bytes or parsed JSON. Parsed JSON may have lost duplicate names and fractions. Rejects unknown
 * fields, and a bundle that is made after `now`. Throws UnreadableBundle.
 */
export function readBundle(source: string | Uint8Array | object, now = new Date()): Bundle {
  const json = typeof source === 'string' || source instanceof Uint8Array ? parseBundle(source) : source
  const schema = isOfVersion(json, '2') ? withIssuer : withoutIssuer
  const { success, data, error } = schema.safeParse(json, { error: sentenceOf })
  if (success) return notFromFuture(data, now)
  const [issue] = error.issues
  throw new UnreadableBundle([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '))
}

/** Returns the issuer of a bundle. A bundle of version 1 only has its account. */
export function issuerIn(bundle: Bundle): BundledIssuer {
  return bundle.version === '2' ? bundle.issuer : { did: accountDid(bundle), claim: null }
}

export function timeZoneIn(bundle: Bundle): string {
  return (bundle.version === '2' && bundle.timeZone) || 'UTC'
}

/** Returns the did:pkh of the wallet that must have signed the certificate. */
export function accountDid({ domain, certificate }: Bundle): string {
  return `did:pkh:eip155:${domain.chainId}:${certificate.issuer}`
}

/** Returns the digest that the issuer signs and a chain anchors. Hidden facts count by their leaves. */
export function digestOf({ domain, certificate }: Bundle): Uint8Array {
  const { issuedAt, expiresAt, facts, ...head } = certificate
  return hasherOf(domain.chainId)(
    {
      ...head,
      issuedAt: new Date(issuedAt * 1000),
      expiresAt: expiresAt === 0 ? null : new Date(expiresAt * 1000),
    },
    facts.map(leafOfBundled),
  )
}

/** Returns the digest that the issuer signs to revoke the certificate. Null if it is not revoked. */
export function revocationDigestOf({ domain, certificate, revocation }: Bundle): Uint8Array | null {
  if (!revocation) return null
  const { at, reason } = revocation
  return revocationHasher(domain.chainId)({ certificate: certificate.id, reason, revokedAt: new Date(at * 1000) })
}

export function leafOfBundled(fact: BundledFact): Uint8Array {
  return 'leaf' in fact ? fromHex(fact.leaf) : leafOf({ ...fact, salt: fromHex(fact.salt) })
}

function notFromFuture(bundle: Bundle, now: Date): Bundle {
  if (Date.parse(bundle.madeAt) <= now.getTime() + CLOCK_SKEW_MS) return bundle
  throw new UnreadableBundle('madeAt: Is in the future. Check the clock of this device.')
}

function isOfVersion(json: unknown, version: string): boolean {
  return typeof json === 'object' && json !== null && 'version' in json && json.version === version
}

function sentenceOf(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') return `Unknown fields: ${issue.keys.join(', ')}.`
  if (issue.input === undefined) return 'Is missing.'
  return issue.code === 'invalid_type' ? `Must be of type ${issue.expected}.` : undefined
}

/** Accepts only what `toISOString` writes. */
function isMoment(value: string): boolean {
  const date = new Date(value)
  return !Number.isNaN(date.getTime()) && date.toISOString() === value
}

/** Returns the key by which a fact must be unique. Only skills and industries can repeat, with different values. */
function factKey(fact: BundledFact): string[] {
  if (!('name' in fact)) return []
  return fact.name === 'skill' || fact.name === 'industry' ? [`${fact.name} ${fact.value}`] : [fact.name]
}

function areDifferent(values: string[]): boolean {
  return new Set(values).size === values.length
}
