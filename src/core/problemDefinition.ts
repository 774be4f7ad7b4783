/** `npm run docs` writes docs/errors.md from these definitions. */
export type Definition = {
  status: number
  /** The same request fails again, whatever the caller does first. Its response is stored for its `Idempotency-Key`. */
  permanent?: true
  /** Default message, also in the OpenAPI documents and docs/errors.md. */
  sentence: string
  /** Shown in docs/errors.md only. */
  advice?: string
  /** Value of `Retry-After` in seconds. */
  retryAfter?: number
  /** BDN's format in the wallet API: the message as an error of this field, or a denial. */
  wallet?: 'ipfs_hash' | 'denied'
}
