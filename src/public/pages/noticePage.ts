import { html } from './html.ts'
import { icon } from './icons.ts'
import { link, type Place, wholePage } from './layout.ts'

/** Returns a page with one message, for requests without a certificate to show. */
export function noticePage(place: Place, { title, text }: { title: string; text: string }): string {
  const body = html`<section class="verdict neutral" aria-labelledby="verdict">
${icon('skipped')}
<div><h1 id="verdict">${title}</h1><p class="lead">${text}</p></div>
</section>
<p class="more"><a href="${link(place, '/verify')}">${place.texts.page.search}</a></p>`
  return wholePage(place, { title, body })
}
