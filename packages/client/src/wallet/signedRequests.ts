import { clientError } from '../errors.ts'
import type { Attempt, Authorize } from '../transport.ts'
import type { SignInNonce } from '../types.ts'
import { type SigningWallet, signerOf, toHex } from './signer.ts'

const requestTypes = {
  Request: [
    { name: 'wallet', type: 'address' },
    { name: 'method', type: 'string' },
    { name: 'url', type: 'string' },
    { name: 'contentType', type: 'string' },
    { name: 'bodySha256', type: 'bytes32' },
    { name: 'timestamp', type: 'uint256' },
    { name: 'nonce', type: 'string' },
  ],
}

/** A clock that follows that of the server, because signatures are valid for five minutes. */
export type ServerClock = {
  /** Unix seconds. */
  now(): number
  /** Follows the `Date` of a response. Returns whether that moved the clock. */
  follow(headers: Headers): boolean
}

/** Differences (seconds) that need no correction. */
const TOLERATED = 30

export function serverClock(): ServerClock {
  let ahead = 0
  const now = () => Math.floor(Date.now() / 1000) + ahead
  return {
    now,
    follow(headers) {
      const seconds = Math.floor(Date.parse(headers.get('date') ?? '') / 1000)
      // No header, or a page may not read it.
      if (Number.isNaN(seconds) || Math.abs(seconds - now()) <= TOLERATED) return false
      ahead += seconds - now()
      return true
    },
  }
}

/** What signatures name besides the request. */
export type Target = { chainId: number }

export type Access = {
  wallet: SigningWallet | null
  clock: ServerClock
  target: () => Promise<Target>
  /** Addresses of the server: as requests are sent, and as signatures name it. */
  addresses: { baseUrl: string; publicUrl: string }
  /** Session token. While it is set, no request is signed. */
  session: () => string | null
}

/** Authenticates requests by the session, or signs each one (docs/wallet-authors.md). */
export function authenticate(access: Access): Authorize {
  const authorize = async (attempt: Attempt) => {
    const token = access.session()
    if (token !== null) attempt.headers.set('authorization', `Bearer ${token}`)
    else await sign(access, attempt)
  }
  return Object.assign(authorize, {
    correct: ({ status, headers }: Response) =>
      status === 401 && headers.get('x-error-code') === 'signature.expired' && access.clock.follow(headers),
  })
}

/** Authenticates public reads only if there is a session. */
export function withSession({ session }: Pick<Access, 'session'>): Authorize {
  return ({ headers }) => {
    const token = session()
    if (token !== null) headers.set('authorization', `Bearer ${token}`)
  }
}

async function sign(
  { wallet, clock, target, addresses }: Access,
  { method, url, headers, body }: Attempt,
): Promise<void> {
  const signer = signerOf(wallet)
  const { chainId } = await target()
  const message = {
    wallet: await signer.address(),
    method,
    url: addresses.publicUrl + url.slice(addresses.baseUrl.length),
    contentType: headers.get('content-type') ?? '',
    bodySha256: toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', body))),
    timestamp: clock.now(),
    nonce: crypto.randomUUID(),
  }
  const domain = { name: 'Chancery', version: '2', chainId }
  const signature = await signer.signTypedData({ domain, types: requestTypes, primaryType: 'Request', message })
  headers.set('auth-version', '2')
  headers.set('auth-eth-address', message.wallet)
  headers.set('auth-timestamp', String(message.timestamp))
  headers.set('auth-nonce', message.nonce)
  headers.set('auth-signature', signature)
}

/** Rejects a server that names itself otherwise: it would reject signatures, or relay them to another server. */
export function ensureNamed(publicUrl: string, { uri, domain }: SignInNonce): void {
  const { origin, host } = new URL(publicUrl)
  if (uri === origin && domain === host) return
  throw clientError(
    'client.wrong_server',
    `The server at ${origin} calls itself ${uri}, and signatures must name that. Use it as baseUrl, or, if you trust it, as publicUrl.`,
  )
}

/** Returns the text of a sign-in message (EIP-4361). */
export function signInMessage(
  address: string,
  { domain, uri, chain_id, nonce }: SignInNonce,
  { issuedAt, expiresAt, statement }: { issuedAt: Date; expiresAt?: Date | undefined; statement?: string | undefined },
): string {
  return [
    `${domain} wants you to sign in with your Ethereum account:`,
    address,
    '',
    ...(statement === undefined ? [''] : [statement, '']),
    `URI: ${uri}`,
    'Version: 1',
    `Chain ID: ${chain_id}`,
    `Nonce: ${nonce}`,
    `Issued At: ${issuedAt.toISOString()}`,
    ...(expiresAt ? [`Expiration Time: ${expiresAt.toISOString()}`] : []),
  ].join('\n')
}
