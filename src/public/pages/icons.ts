import type { Outcome } from '@chancery/verify/checks/check'
import { type Html, html } from './html.ts'

const strokes: Record<Outcome, Html> = {
  passed: html`<path d="m7 12.5 3.4 3.4L17 8.8"/>`,
  failed: html`<path d="m8 8 8 8m0-8-8 8"/>`,
  skipped: html`<path d="M8 12h8"/>`,
  unknown: html`<path d="M9.3 9.3a2.8 2.8 0 1 1 4.1 2.9c-.9.5-1.4 1-1.4 1.9m0 2.7v.1"/>`,
}

/** Returns an icon. Screen readers skip it, because the words next to it say the same. */
export function icon(outcome: Outcome): Html {
  return html`<svg class="icon ${outcome}" aria-hidden="true" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11"/>${strokes[outcome]}</svg>`
}
