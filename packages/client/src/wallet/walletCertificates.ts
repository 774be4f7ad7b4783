import { dataOf, keyed, type List, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { Bundle, CreatedWalletCertificate, NewWalletCertificate, WalletCertificate } from '../types.ts'
import { nextCursorOf, type WalletListOptions, type WalletPage } from './pages.ts'
import { signerOf } from './signer.ts'
import { certificateData, revocationData, type ToSign } from './typedData.ts'
import type { WalletContext } from './walletClient.ts'

export type WalletCertificates = ReturnType<typeof walletCertificatesOf>

/** Facts that a bundle can disclose. `file`: readers can compare a file without seeing the checksum. */
export type BundleFact =
  | ('institution_title' | 'institution_link' | 'program_title' | 'certificate_title' | 'description' | 'course_link')
  | ('granted_to' | 'holder_name' | 'achieved_at' | 'score' | 'duration' | 'industry' | 'skill' | 'checksum' | 'file')

/** `confirmed`: only those of confirmed issuers. `hidden`: also those that the holder hides. */
type HolderFilters = { confirmed?: boolean; hidden?: boolean }

const ALL = '/api/v1/certificates/'
const ONE = '/api/v1/certificates/{id}/'

export function walletCertificatesOf({ raw, open, wallet, target }: WalletContext) {
  const signer = () => signerOf(wallet)
  /** Gets the typed data of a certificate, which the server does not store. */
  const prepare = (content: NewWalletCertificate, options: CallOptions = {}): Promise<ToSign> =>
    dataOf(raw.POST(`${ALL}typed_data/`, { body: content, ...sent(options) }))

  return {
    prepare,
    /**
     * Creates a certificate. The issuer signs it (EIP-712), so that everyone can verify it without trusting the server.
     * Throws `client.wrong_typed_data` if the server wants another content signed. `signed: false` creates it unsigned.
     */
    async create(
      content: NewWalletCertificate,
      { signed = true, ...options }: CallOptions & { signed?: boolean } = {},
    ): Promise<CreatedWalletCertificate> {
      const create = (body: NewWalletCertificate) =>
        dataOf(raw.POST(ALL, { params: keyed(options), body, ...sent(options) }))
      if (!signed) return create(content)
      const { signTypedData, address } = signer()
      const prepared = await prepare(content, options)
      const { id, issued_at, salt } = prepared
      const data = certificateData(prepared, content, { issuer: await address(), ...(await target()) })
      return create({ ...content, ...{ id, issued_at, salt, issuer_signature: await signTypedData(data) } })
    },
    /** Lists the certificates that the wallet issued, or with `role: 'holder'` those that it holds. */
    list({
      role,
      confirmed,
      hidden,
      pageSize: limit = PAGE_SIZE,
      ...options
    }: WalletListOptions & HolderFilters & { role?: 'issuer' | 'holder' } = {}): List<
      WalletPage<WalletCertificate>,
      WalletCertificate
    > {
      const filters = { role, confirmed: flag(confirmed), hidden: flag(hidden) }
      return pagesOf((cursor) => raw.GET(ALL, { params: { query: { ...filters, limit, cursor } }, ...sent(options) }))
    },
    /** Lists the certificates that any wallet holds. Needs no signature. */
    listOf(
      holder: string,
      { confirmed, pageSize: limit = PAGE_SIZE, ...options }: WalletListOptions & Pick<HolderFilters, 'confirmed'> = {},
    ): List<WalletPage<WalletCertificate>, WalletCertificate> {
      const filters = { eth_address: holder, confirmed: flag(confirmed) }
      return pagesOf((cursor) =>
        open.GET(`${ALL}get_certificates_by_learner/`, {
          params: { query: { ...filters, limit, cursor } },
          ...sent(options),
        }),
      )
    },
    /** Returns a certificate, which needs no signature. With `signed`, its holder also gets the checksum. */
    get(
      id: string,
      { signed = false, ...options }: CallOptions & { signed?: boolean } = {},
    ): Promise<WalletCertificate> {
      return dataOf((signed ? raw : open).GET(ONE, { params: { path: { id } }, ...sent(options) }))
    },
    /** Revokes a certificate permanently. The reason is public, and the issuer signs it. */
    async revoke(id: string, reason: string, options: CallOptions = {}): Promise<void> {
      const { chainId, now } = await target()
      const text = reason.trim()
      const issuer_signature = await signer().signTypedData(revocationData(chainId, id, text, now))
      const body = { reason: text, revoked_at: now, issuer_signature }
      await dataOf(raw.POST(`${ONE}revoke/`, { params: { path: { id }, ...keyed(options) }, body, ...sent(options) }))
    },
    /** Deletes a certificate that the wallet holds. A tombstone remains. */
    async delete(id: string, options: CallOptions = {}): Promise<void> {
      await dataOf(raw.POST(`${ONE}delete_by_id/`, { params: { path: { id }, ...keyed(options) }, ...sent(options) }))
    },
    /** Leaves a certificate out of the holder’s list. */
    async hide(id: string, options: CallOptions = {}): Promise<void> {
      await dataOf(raw.POST(`${ONE}hide/`, { params: { path: { id }, ...keyed(options) }, ...sent(options) }))
    },
    async unhide(id: string, options: CallOptions = {}): Promise<void> {
      await dataOf(raw.POST(`${ONE}unhide/`, { params: { path: { id }, ...keyed(options) }, ...sent(options) }))
    },
    /** Returns the proof of a certificate with some facts, for its holder. Default: all facts but the checksum. */
    bundle(id: string, { facts, ...options }: CallOptions & { facts?: readonly BundleFact[] } = {}): Promise<Bundle> {
      const query = facts ? { facts: facts.join(',') } : {}
      return dataOf(raw.GET(`${ONE}bundle/`, { params: { path: { id }, query }, ...sent(options) }))
    },
  }
}

function pagesOf(
  fetchPage: (
    cursor: string | undefined,
  ) => Promise<{ data?: WalletCertificate[]; error?: unknown; response: Response }>,
) {
  return listOf<WalletPage<WalletCertificate>, WalletCertificate>(
    async (cursor) => {
      const call = fetchPage(cursor)
      return { items: await dataOf(call), next: nextCursorOf((await call).response) }
    },
    ({ items }) => items,
    ({ next }) => next,
  )
}

function flag(value: boolean | undefined): 'true' | 'false' | undefined {
  return value === undefined ? undefined : value ? 'true' : 'false'
}
