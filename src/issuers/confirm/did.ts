import { type Address, parseAddress } from '@chancery/verify/ethereum/address'

/**
 * An issuer: a site by its DID, or a wallet by its address. `chainId` is the chain of a contract wallet. A key wallet has
 * none: its key is the same on every chain, but on another chain anyone may own a contract at the same address.
 */
export type Issuer = { did: string } | Wallet

export type Wallet = { address: Address; chainId?: number }

/** A wallet's address on one chain. */
export type Account = { address: Address; chainId: number }

/** Location of a did:web document. */
export type DidWeb = {
  did: string
  /** Lower case. */
  host: string
  /** The DID is the whole host's: without port and path. */
  isRoot: boolean
  url: string
}

/** Chain of a did:ethr without a network. */
const MAIN_NETWORK = 1

/** Maximum length of a DID in the database and in TXT records. */
export const MAX_DID_LENGTH = 500

/**
 * Returns the canonical form of a DID: addresses and hosts in lower case. Base58 and paths
 * keep their case. Returns null for a DID that is malformed, has a fragment, or is of another method than did:web,
 * did:key and did:pkh.
 */
export function normalizeDid(did: string): string | null {
  if (did.length > MAX_DID_LENGTH) return null
  if (did.startsWith('did:web:')) return splitDidWeb(did)?.did ?? null
  if (did.startsWith('did:key:')) return /^did:key:z[1-9A-HJ-NP-Za-km-z]+$/.test(did) ? did : null
  const account = parsePkh(did)
  return account && pkhOf(account)
}

export function parsePkh(did: string): Account | null {
  return did.startsWith('did:pkh:') ? parseAccount(did.slice('did:pkh:'.length)) : null
}

export function pkhOf({ chainId, address }: Account): string {
  return `did:pkh:eip155:${chainId}:${address}`
}

/** Parses an account by CAIP-10: `eip155:<chain>:0x…`. */
export function parseAccount(text: string): Account | null {
  const [, chain, hex] = /^eip155:([1-9]\d{0,14}):(0x[0-9a-fA-F]{40})$/.exec(text) ?? []
  const address = parseAddress(hex ?? '')
  return chain && address ? { chainId: Number(chain), address } : null
}

/**
 * Parses a did:web (https://w3c-ccg.github.io/did-method-web/): host, port as `%3A`, and path after colons. Returns null
 * also for a host that is an IP address or has one part only.
 */
export function parseDidWeb(did: string): DidWeb | null {
  const parts = splitDidWeb(did)
  if (!parts || !/\.[a-z][a-z0-9-]*$/.test(parts.host)) return null
  const { host, port, path } = parts
  const origin = `https://${host}${port ? `:${port}` : ''}`
  const isRoot = !port && path.length === 0
  return {
    did: parts.did,
    host,
    isRoot,
    url: `${origin}/${path.length === 0 ? '.well-known' : path.join('/')}/did.json`,
  }
}

/** Accepts every host: a test server at an IP address has a DID too. */
function splitDidWeb(did: string): { did: string; host: string; port: string; path: string[] } | null {
  const [, domain = '', rest = ''] = /^did:web:([^:]+)((?::[^:]+)*)$/.exec(did) ?? []
  const [, host, port = ''] = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?:%3a([1-9]\d{0,4}))?$/.exec(domain.toLowerCase()) ?? []
  const path = rest.split(':').slice(1)
  if (!host || Number(port) > 65_535 || !path.every(isSegment)) return null
  return { did: `did:web:${host}${port && `%3A${port}`}${rest}`, host, port, path }
}

/** Accepts only text that no URL parser changes: `..` would lead to another document. */
function isSegment(text: string): boolean {
  return /^(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+$/.test(text) && !/^(?:\.|%2e){1,2}$/i.test(text)
}

/** Returns whether an account is a wallet's: on any chain for key wallets, on its own chain for contract wallets. */
export function isAccountOf(wallet: Wallet, account: Account): boolean {
  return account.address === wallet.address && [undefined, account.chainId].includes(wallet.chainId)
}

/** Parses `did:ethr:0x…` or, with a chain in hex, `did:ethr:0x89:0x…`. */
export function parseDidEthr(did: string): Account | null {
  const [, chain, hex] = /^did:ethr:(?:0x([1-9a-fA-F][0-9a-fA-F]{0,11}):)?(0x[0-9a-fA-F]{40})$/.exec(did) ?? []
  const address = parseAddress(hex ?? '')
  return address && { address, chainId: chain ? Number.parseInt(chain, 16) : MAIN_NETWORK }
}

/** Writes a wallet's did:ethr. A key wallet's has no chain. */
export function didEthrOf({ address, chainId = MAIN_NETWORK }: Wallet): string {
  return `did:ethr:${chainId === MAIN_NETWORK ? '' : `0x${chainId.toString(16)}:`}${address}`
}

/** Normalizes an issuer's own DID. Throws RangeError if it is malformed. */
export function ownDid(did: string): string {
  const normal = normalizeDid(did)
  if (!normal) throw new RangeError(`Not the DID of an issuer: ${did}`)
  return normal
}
