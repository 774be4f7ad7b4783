import { codes, isLanguage, type Language } from '@chancery/verify/texts/languages'
import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'

/** Who reads an answer: in which language, and as what. */
export type Reader = {
  language: Language
  /** The language where the address names it, for links to keep; else the browser's decides. */
  chosen: Language | null
  wantsJson: boolean
}

export function readerOf({ headers, query, url }: FastifyRequest): Reader {
  const { lang } = query as { lang?: unknown } // Nothing has checked it yet.
  const chosen = isLanguage(lang) ? lang : null
  const negotiator = new Negotiator({ headers })
  const preferred = negotiator.language([...codes])
  return {
    chosen,
    language: chosen ?? (isLanguage(preferred) ? preferred : 'en'),
    // A preview's reader, who takes anything, wants the page.
    wantsJson:
      /^[^?]*\.json(\?|$)/.test(url) || negotiator.mediaType(['text/html', 'application/json']) === 'application/json',
  }
}
