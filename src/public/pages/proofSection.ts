import type { Outcome } from '@chancery/verify/checks/check'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import type { Place } from './layout.ts'

const outcomes: Outcome[] = ['passed', 'failed', 'skipped', 'unknown']

/** Returns the section to check the certificate's or an uploaded proof. assets/verify/proof.js reads its texts. */
export function proofSection(place: Place, publicId: string | null): Html {
  const { language, base } = place
  const { page } = place.texts
  const address = publicId && `${base}/verify/${publicId}/bundle.json`
  return html`<section aria-labelledby="proof">
<h2 id="proof">${publicId ? page.proof : page.proofUpload}</h2>
<div class="proof" data-language="${language}" data-address="${address}" data-working="${page.proofWorking}" data-failed="${page.proofFailed}" data-unreadable="${page.proofUnreadable}">
<p id="proof-hint">${publicId ? page.proofHint : page.proofUploadHint}</p>
<p class="unscripted">${page.proofNoScript}</p>
${address && html`<p class="more"><button type="button" hidden>${page.proofCheck}</button> <a href="${address}" download>${page.proofDownload}</a></p>`}
<label class="button" hidden>${page.proofChoose}<input type="file" accept=".json,application/json" aria-describedby="proof-hint"></label>
<p class="result" role="status"></p>
<ul class="checks" hidden></ul>
<dl class="facts" hidden></dl>
${outcomes.map((outcome) => html`<template data-icon="${outcome}">${icon(outcome)}</template>`)}
</div>
</section>`
}
