import { dataOf, deleted, keyed, type List, type ListOptions, listOf, PAGE_SIZE, sent } from '../call.ts'
import type { CallOptions } from '../transport.ts'
import type { CertificatePage, ListedCertificate, NewUser, User, UserChange, UserPage } from '../types.ts'
import type { LmsClient } from './chancery.ts'

export type Users = ReturnType<typeof usersOf>

const ALL = '/openapi/v1/users'
const ONE = '/openapi/v1/users/{userId}'

export function usersOf(raw: LmsClient) {
  return {
    /** Lists users by name. `query` finds an email address. */
    list({
      query,
      pageSize: limit = PAGE_SIZE,
      ...options
    }: ListOptions & { query?: string } = {}): List<UserPage, UserPage['users'][number]> {
      return listOf(
        (cursor) => dataOf(raw.GET(ALL, { params: { query: { limit, cursor, query } }, ...sent(options) })),
        ({ users }) => users,
        ({ nextCursor }) => nextCursor,
      )
    },
    get(userId: string, options: CallOptions = {}): Promise<User> {
      return dataOf(raw.GET(ONE, { params: { path: { userId } }, ...sent(options) }))
    },
    create(user: NewUser, options: CallOptions = {}): Promise<User> {
      return dataOf(raw.POST(ALL, { params: keyed(options), body: user, ...sent(options) }))
    },
    update(userId: string, change: UserChange, options: CallOptions = {}): Promise<User> {
      return dataOf(raw.PATCH(ONE, { params: { path: { userId } }, body: change, ...sent(options) }))
    },
    /** Deletes a user. One with certificates is retired. `erase` removes all personal data permanently. */
    delete(userId: string, { erase = false, ...options }: CallOptions & { erase?: boolean } = {}): Promise<void> {
      return deleted(raw.DELETE(ONE, { params: { path: { userId }, query: { erase } }, ...sent(options) }))
    },
    block(userId: string, options: CallOptions = {}): Promise<User> {
      return dataOf(raw.POST(`${ALL}/blocked`, { params: keyed(options), body: { userId }, ...sent(options) }))
    },
    unblock(userId: string, options: CallOptions = {}): Promise<User> {
      return dataOf(raw.DELETE(`${ALL}/blocked/{userId}`, { params: { path: { userId } }, ...sent(options) }))
    },
    certificates: {
      /** Lists a user's certificates by id. */
      list(
        userId: string,
        { pageSize: limit = PAGE_SIZE, ...options }: ListOptions = {},
      ): List<CertificatePage, ListedCertificate> {
        const path = { userId }
        return listOf(
          (cursor) =>
            dataOf(raw.GET(`${ONE}/certificates`, { params: { path, query: { limit, cursor } }, ...sent(options) })),
          ({ certificates }) => certificates,
          ({ nextCursor }) => nextCursor,
        )
      },
    },
  }
}
