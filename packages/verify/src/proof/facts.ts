import { concatBytes } from '@noble/hashes/utils.js'
import { keccak } from '../ethereum/keccak.ts'
import { type Fields, structHasher } from '../ethereum/typedData.ts'

// Facts of a certificate. Each is a salted leaf of the signed data (docs/bundle.md), so a bundle can show or hide it. A
// hidden fact cannot be guessed without its salt.

/** Version of the signed and anchored format: facts, their order, typed data. A released version never changes. */
export const PROOF_VERSION = '1'

/** Facts of a certificate. Null or empty: not stated. */
export type CertifiedFacts = {
  institutionTitle: string
  institutionLink: string
  programTitle: string | null
  certificateTitle: string
  description: string | null
  courseLink: string | null
  grantedTo: string
  holderName: string | null
  achievedAt: Date | null
  score: number | null
  /** In hours. */
  duration: number | null
  industries: string[]
  skills: string[]
  /** SHA-256 of the document before encryption, lower-case hex. */
  checksum: string | null
}

export type FactName = (typeof factNames)[number]

export const factNames = [
  ...(['institution_title', 'institution_link', 'program_title', 'certificate_title', 'description'] as const),
  ...(['course_link', 'granted_to', 'holder_name', 'achieved_at', 'score', 'duration'] as const),
  ...(['industry', 'skill', 'checksum'] as const),
]

/** Fact with its salt of 32 bytes, which prevents guessing. */
export type Fact = { name: FactName; value: string; salt: Uint8Array }

/** Returns a certificate's facts in their fixed order. Derives each salt from the certificate's salt (32 bytes). */
export function factsOf(stated: CertifiedFacts, salt: Uint8Array): Fact[] {
  const all: [FactName, string | number | null][] = [
    ['institution_title', stated.institutionTitle],
    ['institution_link', stated.institutionLink],
    ['program_title', stated.programTitle],
    ['certificate_title', stated.certificateTitle],
    ['description', stated.description],
    ['course_link', stated.courseLink],
    ['granted_to', stated.grantedTo],
    ['holder_name', stated.holderName],
    ['achieved_at', stated.achievedAt?.toISOString() ?? null],
    ['score', stated.score],
    ['duration', stated.duration],
    ...stated.industries.toSorted().map((name): [FactName, string] => ['industry', name]),
    ...stated.skills.toSorted().map((name): [FactName, string] => ['skill', name]),
    ['checksum', stated.checksum],
  ]
  return all
    .flatMap(([name, value]) => (value === null || value === '' ? [] : [{ name, value: String(value) }]))
    .map((fact, index) => ({ ...fact, salt: saltOf(salt, index) }))
}

/** Returns keccak256(salt of the certificate ‖ index of the fact, as 32 bytes). */
function saltOf(salt: Uint8Array, index: number): Uint8Array {
  const place = new DataView(new ArrayBuffer(32))
  place.setUint32(28, index)
  return keccak(concatBytes(salt, new Uint8Array(place.buffer)))
}

export const factFields = { name: 'string', value: 'string', salt: 'bytes32' } as const satisfies Fields

export const leafOf: (fact: { name: string; value: string; salt: Uint8Array }) => Uint8Array = structHasher({
  name: 'Fact',
  fields: factFields,
})
