import { fileSection } from './fileSection.ts'
import { html } from './html.ts'
import { type Place, wholePage } from './layout.ts'
import { searchForm } from './searchForm.ts'

/** Returns the server's first page. */
export function frontPage(place: Place): string {
  const { front } = place.texts
  const lead = front.lead(place.host)
  const body = html`<section class="search">
<h1>${front.title}</h1>
<p class="lead">${lead}</p>
${searchForm(place, null)}
</section>
${fileSection(place, null)}
<section aria-labelledby="developers">
<h2 id="developers">${front.developers}</h2>
<p class="more"><a href="${docsOf(place.base, 'LMS API')}">${front.lmsApi}</a> <a href="${docsOf(place.base, 'Wallet API')}">${front.walletApi}</a></p>
</section>`
  const head = html`<meta name="description" content="${lead}">`
  return wholePage(place, { title: front.title, head, body })
}

/** `name`: of the document in src/server/docs. */
function docsOf(base: string, name: string): string {
  return `${base}/docs?${new URLSearchParams({ 'urls.primaryName': name })}`
}
