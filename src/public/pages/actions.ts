import { toNumber } from '@chancery/verify/certificateNumber'
import { confirmedOf, isNameKnown } from '@chancery/verify/checks/identity'
import { shownIssuer } from '../shownIssuer.ts'
import { achievementOf } from './achievement.ts'
import type { Shown } from './certificatePage.ts'
import { type Html, html } from './html.ts'
import { issuerName } from './issuerName.ts'
import { link, type Place } from './layout.ts'
import { linkedInUrl, queryOf } from './linkedIn.ts'

/** `document`: name of the picture and the PDF, without ending. Null if there are none. `pictured`: what the picture shows. */
type Offered = { url: string; document: string | null; pictured: string }

/** Returns what the holder of a valid certificate can do with it. Its scripts are in assets/verify/page.js. */
export function actionsSection(place: Place, shown: Shown, offered: Offered): Html {
  const { actions } = place.texts
  const { url, document } = offered
  const name = toNumber(shown.certificate.publicId)
  const download = (path: string, text: string, file: string, look = 'button') =>
    html`<a class="${look}" href="${place.base}${path}" download="${file}">${text}</a>`
  return html`<section class="actions" aria-labelledby="actions" data-copied="${actions.copied}" data-failed="${actions.notCopied}">
<h2 id="actions">${actions.title}</h2>
<div class="buttons">
${document && download(`/documents/${document}.pdf`, actions.pdf, `${name}.pdf`)}
${document && download(`/images/${document}.png`, actions.picture, `${name}.png`, 'button plain')}
<a class="button plain" href="${linkedInOf(shown, url)}">${actions.linkedIn}</a>
${shown.isOffered && html`<form method="post" action="${link(place, `/verify/${shown.certificate.publicId}/offers`)}"><button class="plain">${place.texts.offer.add}</button></form>`}
${copyButton(actions.copy, url)}
<button type="button" class="plain" hidden data-share="${url}" data-title="${achievementOf(shown.certificate.states)}">${actions.share}</button>
</div>
<details>
<summary>${actions.elsewhere}</summary>
<ul class="more">${elsewhere(place, shown, url).map(
    ([name, address]) => html`<li><a href="${address}">${name}</a></li>`,
  )}</ul>
</details>
${document && embedding(place, url, { picture: `${shown.publicUrl}/images/${document}.png`, pictured: offered.pictured })}
</section>`
}

/** `text`: empty for the text of the element before the button. */
export function copyButton(label: string, text = ''): Html {
  return html`<button type="button" class="plain" hidden data-copy="${text}">${label}</button><span class="done" role="status"></span>`
}

/** Returns the address of LinkedIn's form for a certificate, whose page is at `url`. */
export function linkedInOf(
  { certificate, at, linkedInOrganizationId: id }: Pick<Shown, 'certificate' | 'at' | 'linkedInOrganizationId'>,
  url: string,
): string {
  const { publicId, states } = certificate
  return linkedInUrl({
    name: achievementOf(states),
    // The id is not checked, so it counts only for an issuer with a known name.
    organization:
      id && isNameKnown(confirmedOf(certificate, at)) ? { id } : { name: shownIssuer(certificate, at) ?? '' },
    issuedAt: states.achievedAt ?? states.issuedAt,
    expiresAt: states.expiresAt,
    timeZone: states.timeZone,
    publicId,
    url,
  })
}

/** Links that share by their address alone. */
function elsewhere({ texts }: Place, { certificate, at }: Shown, url: string): [string, string][] {
  const what = `${achievementOf(certificate.states)} – ${issuerName(certificate, at, texts)}`
  return [
    [texts.actions.email, `mailto:?${queryOf({ subject: what, body: url })}`],
    ['WhatsApp', `https://wa.me/?${queryOf({ text: `${what} ${url}` })}`],
    ['Facebook', `https://www.facebook.com/sharer/sharer.php?${queryOf({ u: url })}`],
    ['X', `https://x.com/intent/post?${queryOf({ text: what, url })}`],
  ]
}

/** Shows code for other websites: the picture with a link to the page, without a verdict, which may change. */
function embedding(place: Place, url: string, { picture, pictured }: { picture: string; pictured: string }): Html {
  const { actions } = place.texts
  const code = html`<a href="${url}"><img src="${picture}" alt="${pictured}" width="480"></a>`
  return html`<details>
<summary>${actions.embed}</summary>
<p>${actions.embedHint}</p>
<pre tabindex="0" dir="ltr" translate="no"><code>${code.source}</code></pre>
${copyButton(actions.embedCopy)}
</details>`
}
