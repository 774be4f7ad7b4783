import { dataOf, keyed, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { operations } from '../openapi/lms.ts'
import type { CallOptions } from '../transport.ts'
import type {
  Certificate,
  CertificateChange,
  CertificatePage,
  Corrections,
  Credential,
  CredentialOffer,
  ListedCertificate,
  Mail,
  Publication,
} from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type Certificates = ReturnType<typeof certificatesOf>

type Filters = Omit<NonNullable<operations['listCertificates']['parameters']['query']>, 'offset' | 'limit' | 'cursor'>

const ALL = '/openapi/v1/certificates'
const ONE = '/openapi/v1/certificates/{certificateId}'

export function certificatesOf(raw: LmsClient) {
  return {
    /** Lists the site's certificates that match the filters. */
    list(
      filters: Filters = {},
      { pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {},
    ): List<CertificatePage, ListedCertificate> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { ...filters, limit, cursor } }, ...sent(options) })),
        ({ certificates }) => certificates,
        ({ nextCursor }) => nextCursor,
      )
    },
    get(certificateId: number, options: CallOptions = {}): Promise<Certificate> {
      return dataOf(raw.GET(ONE, { params: { path: { certificateId } }, ...sent(options) }))
    },
    /** Changes the expiry or the picture. Facts never change: reissue. */
    update(certificateId: number, change: CertificateChange, options: CallOptions = {}): Promise<Certificate> {
      return dataOf(raw.PATCH(ONE, { params: { path: { certificateId } }, body: change, ...sent(options) }))
    },
    /** Revokes a certificate. The reason is public. */
    revoke(certificateId: number, reason: string, options: CallOptions = {}): Promise<Certificate> {
      const params = { path: { certificateId }, ...keyed(options) }
      return dataOf(raw.POST(`${ONE}/revoke`, { params, body: { reason }, ...sent(options) }))
    },
    /** Replaces a certificate with a corrected one, and returns the new one. */
    reissue(certificateId: number, corrections: Corrections = {}, options: CallOptions = {}): Promise<Certificate> {
      const params = { path: { certificateId }, ...keyed(options) }
      return dataOf(raw.POST(`${ONE}/reissue`, { params, body: corrections, ...sent(options) }))
    },
    /** Stores the document on IPFS and gives the certificate to the wallet of its user. */
    publish(
      certificateId: number,
      { encrypt = false, ...options }: CallOptions & { encrypt?: boolean } = {},
    ): Promise<Publication> {
      const params = { path: { certificateId }, query: { encrypt }, ...keyed(options) }
      return dataOf(raw.POST(`${ONE}/publish`, { params, ...sent(options) }))
    },
    /** Returns the mails about a certificate with their delivery, oldest first. */
    async mails(certificateId: number, options: CallOptions = {}): Promise<Mail[]> {
      return (await dataOf(raw.GET(`${ONE}/mails`, { params: { path: { certificateId } }, ...sent(options) }))).mails
    },
    /** Returns the certificate as an Open Badge 3.0. */
    credential(certificateId: number, options: CallOptions = {}): Promise<Credential> {
      return dataOf(raw.GET(`${ONE}/credential`, { params: { path: { certificateId } }, ...sent(options) }))
    },
    /** Offers an Open Badge to the holder's wallet. Send the URL to the holder only. */
    offer(certificateId: number, options: CallOptions = {}): Promise<CredentialOffer> {
      const params = { path: { certificateId }, ...keyed(options) }
      return dataOf(raw.POST(`${ONE}/offers`, { params, ...sent(options) }))
    },
  }
}
