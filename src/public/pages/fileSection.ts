import type { Texts } from '@chancery/verify/texts/languages'
import { type Html, html } from './html.ts'
import type { Place } from './layout.ts'

/**
 * Returns the section to check a file, once for a page. assets/verify/file.js loads the texts of its results. `publicId`:
 * the certificate that the page shows. Null if the file must name one.
 */
export function fileSection({ base, chosen, host, language, texts }: Place, publicId: string | null): Html {
  const { file } = texts
  return html`<section aria-labelledby="file">
<h2 id="file">${file.title}</h2>
<div class="file" data-id="${publicId}" data-base="${base}" data-host="${host}" data-language="${language}" data-chosen="${chosen}" data-working="${file.working}" data-failed="${file.failed}" data-badge-unreadable="${file.badgeUnreadable}">
<p id="file-hint">${file.hint}</p>
<p class="hint">${file.badgeHint}</p>
<p class="unscripted">${file.noScript}</p>
<label class="button" hidden>${file.choose}<input type="file" aria-describedby="file-hint"></label>
${publicId === null && badgeForm(texts)}
${proofResult}
</div>
</section>`
}

/** Returns the form for the address of an Open Badge. assets/verify/page.js shows it. The method `dialog` sends nothing. */
function badgeForm({ file }: Texts): Html {
  return html`<form method="dialog" hidden>
<label for="badge">${file.badgeAddress}</label>
<div class="field">
<input id="badge" type="url" required pattern="\\s*https://\\S+\\s*" maxlength="2000" title="https://&hellip;" autocomplete="off" spellcheck="false" dir="ltr">
<button>${file.checkAddress}</button>
</div>
</form>`
}

/** Place of a result, with the checks and facts of a proof. assets/verify/result.js fills it. */
export const proofResult = html`<div class="result" role="status"></div>
<p class="advice" hidden></p>
<ul class="checks" hidden></ul>
<dl class="facts" hidden></dl>`
