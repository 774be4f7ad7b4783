import type { IncomingHttpHeaders } from 'node:http'
import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { parseSignature } from '@chancery/verify/ethereum/signer'
import { Problem } from '../core/problem.ts'

export type Credentials =
  | { kind: 'session'; token: string }
  | { kind: 'signature'; wallet: Address; signature: Uint8Array; timestamp: number; nonce: string }
  /** BDN's signature, of only the address as sent. */
  | { kind: 'static'; address: string; signature: string }

type HeaderName = { title: string; spellings: string[] }

const [ADDRESS, SIGNATURE, TIMESTAMP, NONCE] = [
  headerName('Auth-Eth-Address'),
  headerName('Auth-Signature'),
  headerName('Auth-Timestamp'),
  headerName('Auth-Nonce'),
]

/** Names of all headers that have credentials, in every spelling. */
export const credentialHeaders = [
  'authorization',
  ...[ADDRESS, SIGNATURE, TIMESTAMP, NONCE].flatMap(({ spellings }) => spellings),
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
  const isSigned = valuesOf(headers, TIMESTAMP).length + valuesOf(headers, NONCE).length > 0
  const [address] = valuesOf(headers, ADDRESS)
  const [signature] = valuesOf(headers, SIGNATURE)
  if (bearer) {
    if (address === undefined && signature === undefined && !isSigned)
      return { kind: 'session', token: bearer[1] ?? '' }
    throw malformed('Send a session token or a signature, not both.')
  }
  if (isSigned) return readSignature(headers)
  return address !== undefined && signature !== undefined ? { kind: 'static', address, signature } : null
}

function readSignature(headers: IncomingHttpHeaders): Credentials {
  const wallet = parseAddress(only(headers, ADDRESS))
  if (!wallet) throw malformed('Auth-Eth-Address must be an Ethereum address: 40 hexadecimal digits.')
  const signature = parseSignature(only(headers, SIGNATURE))
  if (!signature) throw malformed('Auth-Signature must be hexadecimal digits.')
  const timestamp = only(headers, TIMESTAMP)
  if (!/^\d{1,12}$/.test(timestamp)) throw malformed('Auth-Timestamp must be Unix seconds.')
  const nonce = only(headers, NONCE)
  if (!/^[A-Za-z0-9_-]{8,64}$/.test(nonce)) throw malformed('Auth-Nonce must be 8 to 64 letters, digits, - and _.')
  return { kind: 'signature', wallet, signature, timestamp: Number(timestamp), nonce }
}

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
