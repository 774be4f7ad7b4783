import type { Look } from '@chancery/verify/checks/look'
import { html } from './html.ts'
import { icon } from './icons.ts'
import { link, type Place, wholePage } from './layout.ts'

/** `look`: unset for a message that says nothing about a certificate. */
export type Notice = { title: string; lines: string[]; look?: Look }

/** Returns a page with one message, for requests without a certificate to show. */
export function noticePage(place: Place, { title, lines, look }: Notice): string {
  const body = html`<section class="verdict ${look ?? 'neutral'}" aria-labelledby="verdict">
${icon(look ?? 'skipped')}
<div><h1 id="verdict">${title}</h1>${lines.map((line) => html`<p class="lead">${line}</p>`)}</div>
</section>
<p class="more"><a href="${link(place, '/verify')}">${place.texts.page.search}</a></p>`
  return wholePage(place, { title, body })
}
