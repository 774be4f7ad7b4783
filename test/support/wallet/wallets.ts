import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { SigningKey } from 'ethers/crypto'
import { TypedDataEncoder } from 'ethers/hash'
import { Wallet } from 'ethers/wallet'

/** A wallet for tests. */
export type TestWallet = {
  /** Lower case. */
  address: string
  privateKey: string
  /** Static headers for any request, as BDN’s clients send them. */
  headers: Record<string, string>
  /** Returns headers that sign one request, as in docs/wallet-authors.md. */
  sign(request: RequestToSign): Record<string, string>
  /** Signs typed data, as `eth_signTypedData_v4` does. */
  signTypedData(data: TypedData): string
  /** Returns the body that revokes a certificate, as in docs/wallet-authors.md. */
  signRevocation(revocation: RevocationToSign): { reason: string; revoked_at: number; issuer_signature: string }
  /** Signs a text, as `personal_sign` does. */
  signMessage(message: string): string
}

export type RequestToSign = {
  method?: string
  url: string
  /** The body as it is sent. */
  body?: string | Uint8Array
  /** Signs version 2, which covers the type. */
  contentType?: string
  /** Unix seconds. */
  timestamp?: number
  nonce?: string
  /** The address that signs, if it is not that of the wallet. */
  address?: string
  domain?: { name?: string; version?: string; chainId?: number }
}

export type TypedData = {
  domain: object
  types: Record<string, { name: string; type: string }[]>
  message: Record<string, unknown>
}

export type RevocationToSign = {
  certificate: string
  reason?: string
  /** Unix seconds. */
  revokedAt?: number
  domain?: { name?: string; version?: string; chainId?: number }
}

export function newWallet(): TestWallet {
  // `Wallet.createRandom()` derives the key from twelve words and takes twenty times as long.
  return walletOf(`0x${randomBytes(32).toString('hex')}`)
}

/** Returns the wallet of a private key. */
export function walletOf(key: string): TestWallet {
  const wallet = new Wallet(key)
  return {
    address: wallet.address.toLowerCase(),
    privateKey: wallet.privateKey,
    headers: { 'Auth-Eth-Address': wallet.address, 'Auth-Signature': wallet.signMessageSync(wallet.address) },
    sign: (request) => signRequest(wallet.signingKey, { address: wallet.address, ...request }),
    signTypedData: (data) => wallet.signingKey.sign(digestOf(data)).serialized,
    signRevocation: (revocation) => signRevocation(wallet.signingKey, revocation),
    signMessage: (message) => wallet.signMessageSync(message),
  }
}

/** The fields of a signed request of version 2, as documented. */
const fields = [
  { name: 'wallet', type: 'address' },
  { name: 'method', type: 'string' },
  { name: 'url', type: 'string' },
  { name: 'contentType', type: 'string' },
  { name: 'bodySha256', type: 'bytes32' },
  { name: 'timestamp', type: 'uint256' },
  { name: 'nonce', type: 'string' },
]

const requestTypes = {
  1: { Request: fields.filter(({ name }) => name !== 'contentType') },
  2: { Request: fields },
}

function signRequest(key: SigningKey, request: RequestToSign & { address: string }): Record<string, string> {
  const { method = 'GET', url, body = '', contentType, address, domain } = request
  const { timestamp = Math.floor(Date.now() / 1000), nonce = randomUUID() } = request
  const bodySha256 = createHash('sha256').update(body).digest()
  const version = contentType === undefined ? 1 : 2
  const message = {
    ...{ wallet: address, method, url, bodySha256, timestamp, nonce },
    ...(contentType === undefined ? {} : { contentType }),
  }
  const signed = { name: 'Chancery', version: String(version), chainId: 1, ...domain }
  const digest = TypedDataEncoder.hash(signed, requestTypes[version], message)
  return {
    ...(version === 1 ? {} : { 'Auth-Version': String(version) }),
    'Auth-Eth-Address': address,
    'Auth-Timestamp': String(timestamp),
    'Auth-Nonce': nonce,
    'Auth-Signature': key.sign(digest).serialized,
  }
}

/** Uses ethers, which does not accept the type of the domain. */
export function digestOf({ domain, types: { EIP712Domain: _, ...types }, message }: TypedData): string {
  return TypedDataEncoder.hash(domain, types, message)
}

const revocationTypes = {
  Revocation: [
    { name: 'certificate', type: 'string' },
    { name: 'reason', type: 'string' },
    { name: 'revokedAt', type: 'uint256' },
  ],
}

function signRevocation(
  key: SigningKey,
  { certificate, reason = 'A mistake.', revokedAt = Math.floor(Date.now() / 1000), domain }: RevocationToSign,
) {
  const message = { certificate, reason, revokedAt }
  const data = { domain: { name: 'Chancery', version: '1', chainId: 1, ...domain }, types: revocationTypes, message }
  return { reason, revoked_at: revokedAt, issuer_signature: key.sign(digestOf(data)).serialized }
}

export type SignInParts = {
  domain: string
  address: string
  uri: string
  nonce: string
  version?: string
  chainId?: number | string
  statement?: string
  /** The lines after `Issued At`. */
  rest?: string[]
}

/** Returns a message of EIP-4361. */
export function signInMessage({
  domain,
  address,
  uri,
  nonce,
  version = '1',
  chainId = 1,
  ...more
}: SignInParts): string {
  return [
    `${domain} wants you to sign in with your Ethereum account:`,
    address,
    '',
    ...(more.statement ? [more.statement, ''] : ['']),
    `URI: ${uri}`,
    `Version: ${version}`,
    `Chain ID: ${chainId}`,
    `Nonce: ${nonce}`,
    `Issued At: ${new Date().toISOString()}`,
    ...(more.rest ?? []),
  ].join('\n')
}

/** The request of BDN's documentation, byte for byte. */
export const documented = {
  headers: {
    'Auth-Eth-Address': 'D2BE64317Eb1832309DF8c8C18B09871809f3735',
    'Auth-Signature':
      '0xe646de646dde9cee6875e3845428ce6fc13d41086e8a7f6531d1d526598cc4104122e01c38255d1e1d595710986d193f52e3dbc47cb01cb554d8e4572d6920361c',
  },
  body: {
    institution_title: 'test',
    institution_link: 'http://example.com',
    certificate_title: 'test',
    holder_eth_address: '0xD2BE64317Eb1832309DF8c8C18B09871809f3735',
    score: '',
    duration: '',
    skills: ['Python'],
    ipfs_hash: 'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
  },
}
