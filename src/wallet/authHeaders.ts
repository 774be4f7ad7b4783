import type { IncomingHttpHeaders } from 'node:http'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { parseSignature } from '@chancery/verify/ethereum/signer'
import { Problem } from '../core/problem.ts'
import type { RequestVersion } from './sessions/signedRequest.ts'

export type Credentials =
  | { kind: 'session'; token: string }
  | ({ kind: 'signature' } & RequestSignature)
  | StaticSignature

/** BDN's signature, of only the address as sent. */
export type StaticSignature = { kind: 'static'; wallet: Address; address: string; signature: string }

export type RequestSignature = {
  version: RequestVersion
  wallet: Address
  signature: Uint8Array
  /** Unix seconds. */
  timestamp: number
  nonce: string
}

type HeaderName = { title: string; spellings: string[] }

const [ADDRESS, SIGNATURE, TIMESTAMP, NONCE, VERSION] = [
  headerName('Auth-Eth-Address'),
  headerName('Auth-Signature'),
  headerName('Auth-Timestamp'),
  headerName('Auth-Nonce'),
  headerName('Auth-Version'),
]

/** Names of all headers that have credentials, in every spelling. */
export const credentialHeaders = [
  'authorization',
  ...[ADDRESS, SIGNATURE, TIMESTAMP, NONCE, VERSION].flatMap(({ spellings }) => spellings),
]

/** Accepts hyphens and underscores. */
function headerName(title: string): HeaderName {
  return { title, spellings: [title.toLowerCase(), title.toLowerCase().replaceAll('-', '_')] }
}

/**
 * Reads the credentials of a request; null if it has none. BDN documents the headers AUTH_ETH_ADDRESS and
 * AUTH_SIGNATURE; clients send them with hyphens or underscores. Throws for malformed credentials.
 */
export function readCredentials(headers: IncomingHttpHeaders): Credentials | null {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(headers.authorization ?? '')
  const isSigned = [TIMESTAMP, NONCE, VERSION].some((name) => valuesOf(headers, name).length > 0)
  const [address] = valuesOf(headers, ADDRESS)
  const [signature] = valuesOf(headers, SIGNATURE)
  if (bearer) {
    if (address === undefined && signature === undefined && !isSigned)
      return { kind: 'session', token: bearer[1] ?? '' }
    throw malformed('Send a session token or a signature, not both.')
  }
  if (isSigned) return { kind: 'signature', ...readSignature(headers) }
  const wallet = parseAddress(address ?? '')
  if (!wallet || address === undefined || signature === undefined) return null
  return { kind: 'static', wallet, address, signature }
}

function readSignature(headers: IncomingHttpHeaders): RequestSignature {
  const wallet = parseAddress(only(headers, ADDRESS))
  if (!wallet) throw malformed('Auth-Eth-Address must be an Ethereum address: 40 hexadecimal digits.')
  const signature = parseSignature(only(headers, SIGNATURE))
  if (!signature) throw malformed('Auth-Signature must be hexadecimal digits.')
  const timestamp = only(headers, TIMESTAMP)
  if (!/^\d{1,12}$/.test(timestamp)) throw malformed('Auth-Timestamp must be Unix seconds.')
  const nonce = only(headers, NONCE)
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(nonce)) throw malformed('Auth-Nonce must be 8 to 64 letters, digits, - and _.')
  return { version: readVersion(headers), wallet, signature, timestamp: Number(timestamp), nonce }
}

/** Without the header it is version 1. */
function readVersion(headers: IncomingHttpHeaders): RequestVersion {
  if (valuesOf(headers, VERSION).length === 0) return 1
  const version = only(headers, VERSION)
  if (version === '1') return 1
  if (version === '2') return 2
  throw malformed('Auth-Version must be 1 or 2.')
}

/**
 * Rejects a body whose type decides its meaning if the signature does not cover the type. Version 1 covers only bodies of
 * JSON in UTF-8, and requests without a body.
 */
export function ensureTypeIsSigned({ version }: RequestSignature, headers: IncomingHttpHeaders): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
  const type = headers['content-type']
  if (version !== 1 || !hasBody || type === undefined || JSON_TYPE.test(type)) return
  throw malformed(
    'This signature covers only requests with Content-Type: application/json, or without a body. For other types, send Auth-Version: 2 and sign the Content-Type.',
  )
}

const JSON_TYPE = /^application\/json[ \t]*(?:;[ \t]*charset[ \t]*=[ \t]*(?:utf-8|"utf-8")[ \t]*;?[ \t]*)?$/i

/** Returns the single value of a header. Node joins the values of a repeated one. */
function only(headers: IncomingHttpHeaders, name: HeaderName): string {
  const [value, another] = valuesOf(headers, name)
  if (value === undefined) throw malformed(`${name.title} is missing.`)
  if (another !== undefined) throw malformed(`${name.title} was sent twice.`)
  return value
}

function valuesOf(headers: IncomingHttpHeaders, { spellings }: HeaderName): string[] {
  return spellings.flatMap((spelling) => headers[spelling] ?? [])
}

function malformed(message: string): Problem {
  return new Problem('signature.invalid', message)
}
