import { dataOf, keyed, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { IssuerClaim, WalletIssuer } from '../types.ts'
import { signerOf } from './signer.ts'
import { claimData } from './typedData.ts'
import type { WalletContext } from './walletClient.ts'

export type Issuers = ReturnType<typeof issuersOf>

const ALL = '/api/v1/issuers/'
const ONE = '/api/v1/issuers/{address}/'

export function issuersOf({ raw, open, wallet, target }: WalletContext) {
  const signer = () => signerOf(wallet)
  return {
    /** Claims a domain for the wallet, and returns the record to publish in its DNS. The wallet signs the claim. */
    async claim(claim: IssuerClaim, options: CallOptions = {}): Promise<WalletIssuer> {
      const { chainId, now: at } = await target()
      const data = claimData(chainId, claim.domain, await signer().address(), at)
      const body = { ...claim, at, issuer_signature: await signer().signTypedData(data) }
      return dataOf(raw.POST(ALL, { params: keyed(options), body, ...sent(options) }))
    },
    /** Returns a wallet as issuer, and who confirms it. Needs no signature. */
    get(address: string, options: CallOptions = {}): Promise<WalletIssuer> {
      return dataOf(open.GET(ONE, { params: { path: { address } }, ...sent(options) }))
    },
    /** Withdraws the claim. `compromisedAt`: the key was stolen then. That is permanent. */
    async withdraw({ compromisedAt, ...options }: CallOptions & { compromisedAt?: Date } = {}): Promise<WalletIssuer> {
      const query = compromisedAt ? { compromised_at: Math.floor(compromisedAt.getTime() / 1000) } : {}
      const path = { address: await signer().address() }
      return dataOf(raw.DELETE(ONE, { params: { path, query }, ...sent(options) }))
    },
  }
}
