import { clientError } from '../errors.ts'
import type { components } from '../openapi/wallet.ts'
import type { NewWalletCertificate } from '../types.ts'
import type { TypedData } from './signer.ts'

export type ToSign = components['schemas']['ToSign']

const certificateTypes = {
  Certificate: [
    { name: 'id', type: 'string' },
    { name: 'issuer', type: 'address' },
    { name: 'holder', type: 'address' },
    { name: 'issuedAt', type: 'uint256' },
    { name: 'expiresAt', type: 'uint256' },
    { name: 'document', type: 'string' },
    { name: 'facts', type: 'Fact[]' },
  ],
  Fact: [
    { name: 'name', type: 'string' },
    { name: 'value', type: 'string' },
    { name: 'salt', type: 'bytes32' },
  ],
}

const holderTypes = ['learner', 'academy', 'business']

/**
 * Returns the typed data of a new certificate for the issuer's signature. Throws if the server's message differs from the
 * given content: otherwise the issuer would sign what the server wants.
 */
export function certificateData(
  { id, issued_at, typed_data: { message } }: ToSign,
  content: NewWalletCertificate,
  { issuer, chainId, now }: { issuer: string; chainId: number; now: number },
): TypedData {
  const issuedAt = Date.parse(issued_at) / 1000
  const stated = message.facts.map(({ name, value }) => [name, value])
  const differing = [
    ['id', message.id === id],
    ['issuer', isSameAddress(message.issuer, issuer)],
    ['holder', isSameAddress(message.holder, content.holder_eth_address)],
    // Within the time that the server accepts.
    ['issuedAt', message.issuedAt === issuedAt && Math.abs(issuedAt - now) <= 300],
    ['expiresAt', message.expiresAt === expiryOf(content.expiration_date)],
    ['document', isDocument(message.document, content.ipfs_hash)],
    ['facts', JSON.stringify(stated) === JSON.stringify(factsOf(content))],
  ].flatMap(([name, isEqual]) => (isEqual ? [] : [name]))
  if (differing.length > 0) {
    throw clientError(
      'client.wrong_typed_data',
      `The server’s typed data differs from the certificate in ${differing.join(', ')}. The client did not sign it.`,
    )
  }
  return { domain: proofDomain(chainId), types: certificateTypes, primaryType: 'Certificate', message }
}

/** Returns the facts in the order that docs/wallet-authors.md describes. */
function factsOf(content: NewWalletCertificate): [string, string][] {
  const topics = (name: string, values: string[] = []): [string, string][] =>
    [...new Set(values.map((value) => value.trim()).filter((value) => value !== ''))]
      .sort()
      .map((value) => [name, value])
  const all: [string, string | number | null | undefined][] = [
    ['institution_title', content.institution_title],
    ['institution_link', content.institution_link],
    ['program_title', content.program_title],
    ['certificate_title', content.certificate_title],
    ['course_link', content.course_link],
    ['granted_to', holderTypes[(content.granted_to_type ?? 1) - 1]],
    ['holder_name', content.holder_name],
    ['score', roundedScore(content.score)],
    ['duration', content.duration],
    ...topics('industry', content.industries),
    ...topics('skill', content.skills),
    ['checksum', content.checksum_hash?.toLowerCase()],
  ]
  return all.flatMap(([name, value]): [string, string][] => {
    const text = String(value ?? '').trim()
    return text === '' ? [] : [[name, text]]
  })
}

/** The server stores 15 digits of a huge score. */
function roundedScore(score: number | null | undefined): number | null | undefined {
  return score && Math.abs(score) >= 1e15 ? Number(score.toPrecision(15)) : score
}

/** Returns Unix seconds; 0 means never. A time without an offset is UTC. */
function expiryOf(text: string | null | undefined): number {
  if (!text?.trim()) return 0
  const isZoned = /(Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T')
  return Math.max(1, Math.floor(Date.parse(isZoned ? text : `${text}Z`) / 1000))
}

function isSameAddress(one: string, another: string): boolean {
  const digits = (address: string) => address.toLowerCase().replace(/^0x/, '')
  return digits(one) === digits(another)
}

/** The given hash may be the address of the document at a gateway. */
function isDocument(cid: string, given: string): boolean {
  return cid !== '' && (cid === given || given.split(/[/.?#]/).includes(cid))
}

export function revocationData(chainId: number, certificate: string, reason: string, revokedAt: number): TypedData {
  const Revocation = [
    { name: 'certificate', type: 'string' },
    { name: 'reason', type: 'string' },
    { name: 'revokedAt', type: 'uint256' },
  ]
  const message = { certificate: certificate.toLowerCase(), reason, revokedAt }
  return { domain: proofDomain(chainId), types: { Revocation }, primaryType: 'Revocation', message }
}

/** `domain` in any form: the signature has it in lower case and punycode. */
export function claimData(chainId: number, domain: string, issuer: string, at: number): TypedData {
  const Issuer = [
    { name: 'domain', type: 'string' },
    { name: 'issuer', type: 'address' },
    { name: 'at', type: 'uint256' },
  ]
  const message = { domain: asciiDomain(domain), issuer: issuer.toLowerCase(), at }
  return { domain: proofDomain(chainId), types: { Issuer }, primaryType: 'Issuer', message }
}

function asciiDomain(domain: string): string {
  const url = `https://${domain.trim()}`
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : domain
}

function proofDomain(chainId: number): TypedData['domain'] {
  return { name: 'Chancery', version: '1', chainId }
}
