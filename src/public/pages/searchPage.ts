import { fileSection } from './fileSection.ts'
import { html } from './html.ts'
import { type Place, wholePage } from './layout.ts'
import { searchForm } from './searchForm.ts'

/** Returns the search page. Shows the typed text if it is not a certificate's number. */
export function searchPage(place: Place, rejected: string | null): string {
  const { search } = place.texts
  const body = html`<section class="search">
<h1>${search.title}</h1>
<p class="lead">${search.lead}</p>
${searchForm(place, rejected)}
</section>
${fileSection(place, null)}`
  return wholePage(place, { title: search.title, body })
}
