import type { ListOptions } from '../call.ts'

/** A page of a list. `next` is the cursor of the next page. */
export type WalletPage<Item> = { items: Item[]; next: string | undefined }

export type WalletListOptions = ListOptions

/** Returns the cursor in the `Link` header of a page (RFC 8288); undefined on the last page. */
export function nextCursorOf({ headers }: Response): string | undefined {
  const next = /<([^>]*)>; *rel="?next"?/.exec(headers.get('link') ?? '')?.[1]
  // Only the cursor: the address may be that of the server behind a proxy.
  return next && URL.canParse(next) ? (new URL(next).searchParams.get('cursor') ?? undefined) : undefined
}
