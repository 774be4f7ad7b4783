import { toNumber } from '@chancery/verify/certificateNumber'
import type { Statement } from '@chancery/verify/checks/verifiable'
import { achievementOf, holderName } from '../../public/pages/achievement.ts'
import { copyButton } from '../../public/pages/actions.ts'
import { type Html, html } from '../../public/pages/html.ts'
import { link, type Place, wholePage } from '../../public/pages/layout.ts'
import { qrCode } from '../../public/pages/qr.ts'

/** `url`: interaction URL. */
export type ShownOffer = { url: string; expiresAt: Date; publicId: string; states: Statement; publicUrl: string }

/** Returns the page of an offer: its code and link for a wallet, then the address and the picture of the public badge. */
export async function offerPage(place: Place, shown: ShownOffer): Promise<string> {
  const { offer, formats } = place.texts
  const { url, expiresAt, publicId, states, publicUrl } = shown
  const page = `${publicUrl}/verify/${publicId}`
  const badge = `${page}/credential.json`
  const title = `${achievementOf(states)} – ${holderName(states.holder)}`
  const body = html`<section class="verdict neutral" aria-labelledby="verdict">
<div><h1 id="verdict">${offer.title}</h1><p class="lead" dir="auto">${title}</p></div>
</section>
<div class="share">
<div>
<p>${offer.hint(formats.moment(expiresAt))}</p>
${address(place, url)}
</div>
${await qrCode(url, offer.qr)}
</div>
<section class="share" aria-labelledby="badge">
<div>
<h2 id="badge">${offer.badge}</h2>
<p>${offer.badgeHint}</p>
${address(place, badge)}
<p class="more"><a href="${page}/credential.png" download="${toNumber(publicId)}.png">${offer.picture}</a> <a href="${link(place, `/verify/${publicId}`)}">${offer.back}</a></p>
</div>
${await qrCode(badge, offer.badgeQr)}
</section>`
  return wholePage(place, { title: `${offer.title}: ${title}`, body })
}

function address({ texts: { actions } }: Place, url: string): Html {
  return html`<p class="address"><a href="${url}" dir="ltr" translate="no">${url}</a></p>
<p class="actions" data-copied="${actions.copied}" data-failed="${actions.notCopied}">${copyButton(actions.copy, url)}</p>`
}
