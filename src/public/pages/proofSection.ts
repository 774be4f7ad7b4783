import { proofResult } from './fileSection.ts'
import { type Html, html } from './html.ts'
import type { Place } from './layout.ts'

/** Returns the section to check the certificate's own proof. assets/verify/proof.js reads its texts. */
export function proofSection({ base, language, texts }: Place, publicId: string): Html {
  const { page } = texts
  const address = `${base}/verify/${publicId}/bundle.json`
  return html`<section aria-labelledby="proof">
<h2 id="proof">${page.proof}</h2>
<div class="proof" data-language="${language}" data-address="${address}" data-working="${page.proofWorking}" data-failed="${page.proofFailed}">
<p>${page.proofHint}</p>
<p class="unscripted">${page.proofNoScript}</p>
<p class="more"><button type="button" hidden>${page.proofCheck}</button> <a href="${address}" download>${page.proofDownload}</a></p>
${proofResult}
</div>
</section>`
}
