import type { FetchDocument } from '@chancery/verify/credential'
import type { TestApp } from '../server/app.ts'

/** Fetches documents from a server as if it were at its public URL. Other addresses are unavailable. */
export function fetchFrom({ http }: TestApp, publicUrl: string): FetchDocument {
  return async (address) => {
    if (!address.startsWith(`${publicUrl}/`)) return { outcome: 'unavailable' }
    const { host, pathname } = new URL(address)
    const { status, text, body } = await http.get(pathname).set('Host', host)
    if (status !== 200) return { outcome: 'missing' }
    return { outcome: 'found', body: new TextEncoder().encode(text ?? String(body)) }
  }
}
