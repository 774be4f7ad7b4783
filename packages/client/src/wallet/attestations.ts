import { dataOf, keyed, type List, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { Attestation, NewAttestation } from '../types.ts'
import { nextCursorOf, type WalletListOptions, type WalletPage } from './pages.ts'
import type { WalletContext } from './walletClient.ts'

export type Attestations = ReturnType<typeof attestationsOf>

const ALL = '/api/v1/verifications/'
const ONE = '/api/v1/verifications/{verificationId}/'

/** Attestations: academies and companies confirm certificates on the chain. */
export function attestationsOf({ raw }: WalletContext) {
  const paramsOf = (verificationId: string, options: CallOptions) => ({
    params: { path: { verificationId }, ...keyed(options) },
    ...sent(options),
  })
  return {
    /** Requests an attestation of a certificate that the wallet holds. */
    request(attestation: NewAttestation, options: CallOptions = {}): Promise<Attestation> {
      return dataOf(raw.POST(ALL, { params: keyed(options), body: attestation, ...sent(options) }))
    },
    /** Lists the attestations that others requested from the wallet. */
    list({
      profile,
      pageSize: limit = PAGE_SIZE,
      ...options
    }: WalletListOptions & { profile?: 'Academy' | 'Business' } = {}): List<WalletPage<Attestation>, Attestation> {
      return listOf<WalletPage<Attestation>, Attestation>(
        async (cursor) => {
          const query = { active_profile: profile, limit, cursor }
          const call = raw.GET(ALL, { params: { query }, ...sent(options) })
          return { items: (await dataOf(call)).results, next: nextCursorOf((await call).response) }
        },
        ({ items }) => items,
        ({ next }) => next,
      )
    },
    get(id: string, options: CallOptions = {}): Promise<Attestation> {
      return dataOf(raw.GET(ONE, { params: { path: { verificationId: id } }, ...sent(options) }))
    },
    /** Says that the verifier has sent its transaction. */
    async setPending(id: string, options: CallOptions = {}): Promise<void> {
      await dataOf(raw.POST(`${ONE}set_pending_by_id/`, paramsOf(id, options)))
    },
    async setOpen(id: string, options: CallOptions = {}): Promise<void> {
      await dataOf(raw.POST(`${ONE}set_open_by_id/`, paramsOf(id, options)))
    },
    /** Rejects an attestation permanently. */
    async reject(id: string, options: CallOptions = {}): Promise<void> {
      await dataOf(raw.POST(`${ONE}reject_by_id/`, paramsOf(id, options)))
    },
  }
}
