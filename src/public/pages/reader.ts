import { type Language, languageOf } from '@chancery/verify/texts/languages'
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
  const chosen = languageOf(lang)
  const negotiator = new Negotiator({ headers })
  return {
    chosen,
    language: chosen ?? preferredOf(negotiator.languages()),
    // Clients that accept anything, such as link previews, get the page.
    wantsJson:
      /^[^?]*\.json(\?|$)/.test(url) || negotiator.mediaType(['text/html', 'application/json']) === 'application/json',
  }
}

/** Returns the first language that the pages have. `tags` are those of the browser, the preferred one first. */
function preferredOf(tags: string[]): Language {
  for (const tag of tags) {
    const language = tag === '*' ? 'en' : languageOf(tag)
    if (language !== null) return language
  }
  return 'en'
}
