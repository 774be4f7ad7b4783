import * as z from 'zod/mini'
import { hasherOf } from './certificateData.ts'
import { factNames, leafOf, PROOF_VERSION } from './facts.ts'
import { fromHex, type Hex } from './hex.ts'
import { revocationHasher } from './revocationData.ts'

// Bundle: a file with everything needed to verify a certificate without its server (docs/bundle.md).

/** Maximum length of a bundle's text, in characters. */
export const MAX_BUNDLE = 1_000_000

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

const bundleSchema = z.strictObject({
  format: z.literal('chancery-bundle', 'Must be "chancery-bundle".'),
  version: z.literal('1', 'Must be "1". Other versions are not supported.'),
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
})

export type Bundle = z.infer<typeof bundleSchema>
export type BundledFact = Bundle['certificate']['facts'][number]

/** The input is not a bundle that this version can read. This says nothing about the certificate. */
export class UnreadableBundle extends Error {}

/** Reads a bundle from text or parsed JSON. Rejects unknown fields. Throws UnreadableBundle. */
export function readBundle(source: string | object): Bundle {
  const json = typeof source === 'string' ? parsed(source) : source
  const { success, data, error } = bundleSchema.safeParse(json, { error: sentenceOf })
  if (success) return data
  const [issue] = error.issues
  throw new UnreadableBundle([issue?.path.join('.'), issue?.message].filter(Boolean).join(': '))
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

function parsed(source: string): unknown {
  if (source.length > MAX_BUNDLE) throw new UnreadableBundle(`Longer than ${MAX_BUNDLE} characters.`)
  try {
    return JSON.parse(source)
  } catch (error) {
    throw new UnreadableBundle('Not valid JSON.', { cause: error })
  }
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
