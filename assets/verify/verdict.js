// Shows in the page's verdict that a file is not the certified one. The certificate's own verdict comes back after that.

import { element, iconOf } from './result.js'

const own = document.querySelector('.verdict')

/** @param {{ message: string, record: (headline: string) => string } | null} about `record`: returns a sentence about the certificate. */
export function showVerdict(about) {
  const shown = document.querySelector('.verdict')
  if (!own || !shown) return
  const next = about ? aboutFile(own.cloneNode(true), about) : own
  if (next !== shown) shown.replaceWith(next)
}

/** @param {Element} verdict @param {{ message: string, record: (headline: string) => string }} about */
function aboutFile(verdict, { message, record }) {
  const title = verdict.querySelector('h1')
  const headline = title?.textContent ?? ''
  // The certificate itself was changed, which its verdict states.
  if (!title || headline === message) return own
  title.textContent = message
  title.after(element('p', { className: 'lead about-file' }, [record(headline)]))
  verdict.className = 'verdict failed'
  verdict.querySelector('.icon')?.replaceWith(iconOf('failed'))
  return verdict
}
