import { html } from './html.ts'
import { type Place, wholePage } from './layout.ts'
import { proofSection } from './proofSection.ts'

/** Returns the search page. Shows the typed text if it is not a certificate's number. */
export function searchPage(place: Place, rejected: string | null): string {
  const { search } = place.texts
  const body = html`<section class="search">
<h1>${search.title}</h1>
<p class="lead">${search.lead}</p>
<form action="${place.base}/verify" method="get" role="search">
<label for="number">${search.label}</label>
<div class="field">
<input id="number" name="number" value="${rejected}" required maxlength="500" autocomplete="off" autocapitalize="characters" spellcheck="false" dir="ltr" aria-describedby="${rejected !== null && 'unreadable '}hint"${rejected !== null && html` aria-invalid="true"`}>
${place.chosen && html`<input type="hidden" name="lang" value="${place.chosen}">`}
<button>${search.button}</button>
</div>
${rejected !== null && html`<p id="unreadable" class="error">${search.unreadable}</p>`}
<p id="hint" class="hint">${search.hint}</p>
</form>
</section>
${proofSection(place, null)}`
  return wholePage(place, { title: search.title, body })
}
