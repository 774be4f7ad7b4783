import { dataOf, deleted, keyed, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { ApiKey, ApiKeyPage, CreatedApiKey, NewApiKey } from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type Keys = ReturnType<typeof keysOf>

const ALL = '/openapi/v1/keys'
const ONE = '/openapi/v1/keys/{keyId}'

/** API keys of the site. All methods need a key with the scope `admin`. */
export function keysOf(raw: LmsClient) {
  return {
    list({ pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {}): List<ApiKeyPage, ApiKey> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { limit, cursor } }, ...sent(options) })),
        ({ keys }) => keys,
        ({ nextCursor }) => nextCursor,
      )
    },
    /** Creates a key. Only this response has the key itself. */
    create(key: NewApiKey, options: CallOptions = {}): Promise<CreatedApiKey> {
      return dataOf(raw.POST(ALL, { params: keyed(options), body: key, ...sent(options) }))
    },
    /** Replaces a key. The old one stays valid for `overlapSeconds`. Only this response has the new key. */
    rotate(
      keyId: number,
      { overlapSeconds, ...options }: CallOptions & { overlapSeconds?: number } = {},
    ): Promise<CreatedApiKey> {
      const params = { path: { keyId }, ...keyed(options) }
      return dataOf(raw.POST(`${ONE}/rotate`, { params, body: { overlapSeconds }, ...sent(options) }))
    },
    revoke(keyId: number, options: CallOptions = {}): Promise<void> {
      return deleted(raw.DELETE(ONE, { params: { path: { keyId } }, ...sent(options) }))
    },
  }
}
