import createClient, { type Client } from 'openapi-fetch'
import { dataOf } from '../call.ts'
import type { paths } from '../openapi/wallet.ts'
import { type CallOptions, type ConnectionOptions, createTransport } from '../transport.ts'
import type { SignInNonce, WalletSession } from '../types.ts'
import { type Attestations, attestationsOf } from './attestations.ts'
import { type Files, filesOf } from './files.ts'
import { type Issuers, issuersOf } from './issuers.ts'
import { authenticate, ensureNamed, serverClock, signInMessage, withSession } from './signedRequests.ts'
import { type Signer, type SigningWallet, signerOf, signingWallet } from './signer.ts'
import { type WalletCertificates, walletCertificatesOf } from './walletCertificates.ts'

export type WalletClientOptions = ConnectionOptions & {
  /** Signs requests and certificates. Without one, only public reads and a session work. */
  signer?: Signer
  /** `PUBLIC_URL` of the server, which signatures name, if requests take another way. Default: `baseUrl`. */
  publicUrl?: string
  /** Token of an open session. */
  session?: string
}

export type WalletApi = Client<paths>

/** What the methods share. `raw` authenticates each request; `open` sends a session if there is one. */
export type WalletContext = {
  raw: WalletApi
  open: WalletApi
  wallet: SigningWallet | null
  /** Returns the chain that signatures name, and the server’s time in Unix seconds. */
  target(): Promise<{ chainId: number; now: number }>
}

/** Client of the wallet API. Every method throws ChanceryError, the error of the signer, or the reason of its `signal`. */
export class WalletClient {
  /** The whole API by path. Returns error responses as `error`; retries and signs like the methods. */
  readonly raw: WalletApi
  readonly certificates: WalletCertificates
  readonly attestations: Attestations
  readonly files: Files
  readonly issuers: Issuers
  readonly #open: WalletApi
  readonly #wallet: SigningWallet | null
  readonly #clock = serverClock()
  readonly #publicUrl: string
  #session: string | null
  #chainId: Promise<number> | null = null

  constructor({ signer, publicUrl, session, ...options }: WalletClientOptions) {
    const baseUrl = new URL(options.baseUrl).href.replace(/\/$/, '')
    this.#publicUrl = publicUrl === undefined ? baseUrl : new URL(publicUrl).href.replace(/\/$/, '')
    this.#session = session ?? null
    this.#wallet = signer ? signingWallet(signer) : null
    const access = {
      wallet: this.#wallet,
      clock: this.#clock,
      target: () => this.#target(),
      addresses: { baseUrl, publicUrl: this.#publicUrl },
      session: () => this.#session,
    }
    this.raw = createClient<paths>({ baseUrl, fetch: createTransport(options, authenticate(access)) })
    this.#open = createClient<paths>({ baseUrl, fetch: createTransport(options, withSession(access)) })
    const context = { raw: this.raw, open: this.#open, wallet: this.#wallet, target: access.target }
    this.certificates = walletCertificatesOf(context)
    this.attestations = attestationsOf(context)
    this.files = filesOf(context)
    this.issuers = issuersOf(context)
  }

  /** Token of the open session; null if requests are signed. */
  get session(): string | null {
    return this.#session
  }

  /** Returns the address of the signer, with its checksum. */
  address(): Promise<string> {
    return signerOf(this.#wallet).address()
  }

  /** Signs in (EIP-4361). Until `signOut`, requests carry the session and are not signed. */
  async signIn({
    statement,
    expiresAt,
    ...options
  }: CallOptions & { statement?: string; expiresAt?: Date } = {}): Promise<WalletSession> {
    const wallet = signerOf(this.#wallet)
    const server = await this.#nonce(options)
    const issuedAt = new Date(this.#clock.now() * 1000)
    const message = signInMessage(await wallet.address(), server, { issuedAt, expiresAt, statement })
    const signature = await wallet.signMessage(message)
    const { signal } = options
    const body = { message, signature }
    const session = await dataOf(this.#open.POST('/api/v1/auth/session/', signal ? { body, signal } : { body }))
    this.#session = session.token
    return session
  }

  /** Ends the session. */
  async signOut(): Promise<void> {
    if (this.#session === null) return
    try {
      await dataOf(this.raw.DELETE('/api/v1/auth/session/'))
    } finally {
      this.#session = null
    }
  }

  /** Ends all sessions of the wallet, for example after a token was lost. Signs the request. */
  async signOutEverywhere(): Promise<void> {
    this.#session = null
    await dataOf(this.raw.DELETE('/api/v1/auth/session/'))
  }

  /** Asks the server for its names once. */
  async #target(): Promise<{ chainId: number; now: number }> {
    this.#chainId ??= this.#nonce({}).then(({ chain_id }) => chain_id)
    try {
      return { chainId: await this.#chainId, now: this.#clock.now() }
    } catch (error) {
      this.#chainId = null
      throw error
    }
  }

  async #nonce({ signal }: CallOptions): Promise<SignInNonce> {
    const call = this.#open.GET('/api/v1/auth/nonce/', signal ? { signal } : {})
    const nonce = await dataOf(call)
    this.#clock.follow((await call).response.headers)
    ensureNamed(this.#publicUrl, nonce)
    return nonce
  }
}
