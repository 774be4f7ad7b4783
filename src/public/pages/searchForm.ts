import { type Html, html } from './html.ts'
import type { Place } from './layout.ts'
import { scanZone } from './scanZone.ts'

/** Returns the form for a certificate's number. Shows the typed text if it is not one. */
export function searchForm(place: Place, rejected: string | null): Html {
  const { search } = place.texts
  const isRejected = rejected !== null
  return html`<form action="${place.base}/verify" method="get" role="search">
<label for="number">${search.label}</label>
<div class="field">
<input id="number" name="number" value="${rejected}" required maxlength="500" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" aria-describedby="${isRejected && 'unreadable '}hint"${isRejected && html` aria-invalid="true"`}>
${place.chosen && html`<input type="hidden" name="lang" value="${place.chosen}">`}
<button>${search.button}</button>
</div>
${isRejected && html`<p id="unreadable" class="error">${search.unreadable}</p>`}
<p id="hint" class="hint">${search.hint}</p>
${scanZone(place)}
</form>`
}
