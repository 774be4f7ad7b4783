import { codes, isLanguage, type Language } from '@chancery/verify/texts/languages'
import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

export type Reader = {
  language: Language
  /** The language in the URL, which links keep. Null if the browser's language decides. */
  chosen: Language | null
  wantsJson: boolean
}

export function readerOf({ headers, query, url }: FastifyRequest): Reader {
  const { lang } = query as { lang?: unknown } // Not validated yet.
  const chosen = isLanguage(lang) ? lang : null
  const negotiator = new Negotiator({ headers })
  const preferred = negotiator.language([...codes])
  return {
    chosen,
    language: chosen ?? (isLanguage(preferred) ? preferred : 'en'),
    // Clients that accept anything, such as link previews, get the page.
    wantsJson:
      /^[^?]*\.json(\?|$)/.test(url) || negotiator.mediaType(['text/html', 'application/json']) === 'application/json',
  }
}
