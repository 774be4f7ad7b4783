/** Variables that switch off the rate limits of both APIs, for tests that send many requests. */
export const unlimited = {
  RATE_LIMIT_PER_MINUTE: '0',
  WALLET_CHANGES_PER_MINUTE: '0',
  ISSUER_CHANGES_PER_MINUTE: '0',
  WALLET_BYTES_PER_DAY: '0',
  ISSUER_BYTES_PER_DAY: '0',
  IDEMPOTENCY_KEYS_PER_DAY: '0',
}
