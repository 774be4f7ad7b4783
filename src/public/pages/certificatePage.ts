import { toNumber } from '@chancery/verify/certificateNumber'
import { headline } from '@chancery/verify/checks/headline'
import type { CheckResult, Verification } from '@chancery/verify/checks/runChecks'
import type { Statement, Verifiable } from '@chancery/verify/checks/verifiable'
import { factsOf } from './facts.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { link, type Place, wholePage } from './layout.ts'
import { proofSection } from './proofSection.ts'
import { qrCode } from './qr.ts'

export type Shown = { certificate: Verifiable; verification: Verification; at: Date; publicUrl: string }

/** Returns the page of a certificate: first the verdict, then its content, then the checks. */
export async function certificatePage(
  place: Place,
  { certificate, verification, at, publicUrl }: Shown,
): Promise<string> {
  const { texts } = place
  const { publicId, states } = certificate
  const url = `${publicUrl}/verify/${publicId}`
  const picture = certificate.picture && `/images/${certificate.picture}.png`
  const pictured = texts.page.picture(states.title, nameOf(states.holder))
  const body = html`${verdict(place, certificate, verification, at)}
<div class="certificate">
${picture && html`<figure><img src="${place.base}${picture}" alt="${pictured}" width="1600" height="1131"></figure>`}
<section aria-labelledby="states">
<h2 id="states">${texts.page.certificate}</h2>
<dl class="facts">${factsOf(certificate, texts).map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>`,
  )}</dl>
</section>
</div>
<section aria-labelledby="checks">
<h2 id="checks">${texts.page.checks}</h2>
<ul class="checks">${verification.results.filter(({ check }) => check !== 'file').map((result) => row(place, result))}</ul>
</section>
${certificate.checksum !== null && fileSection(place, publicId)}
${hasProof(certificate) && proofSection(place, publicId)}
<section class="share" aria-labelledby="share">
<div>
<h2 id="share">${texts.page.share}</h2>
<p>${texts.page.shareHint}</p>
<p class="address"><a href="${url}" dir="ltr" translate="no">${url}</a></p>
<p class="address number" dir="ltr" translate="no">${toNumber(publicId)}</p>
<p class="more"><a href="${link(place, '/verify')}">${texts.page.search}</a> <a href="${link(place, `/verify/${publicId}.json`)}">${texts.page.json}</a></p>
</div>
${await qrCode(url, texts.page.qr)}
</section>`
  const title = `${states.title} – ${nameOf(states.holder)}`
  const head = preview(place, { title, url, picture: picture && publicUrl + picture, states })
  return wholePage(place, { title: `${headline(verification, texts)} ${title}`, head, body })
}

function verdict(place: Place, { states, revocation }: Verifiable, verification: Verification, at: Date): Html {
  const { formats, page } = place.texts
  const { verdict, results } = verification
  const outcome = ({ valid: 'passed', not_valid: 'failed', not_checked: 'unknown' } as const)[verdict]
  const reasons = results.filter((result) => verdict !== 'valid' && result.outcome === outcome)
  return html`<section class="verdict ${outcome}" aria-labelledby="verdict">
${icon(outcome)}
<div>
<h1 id="verdict">${headline(verification, place.texts)}</h1>
<p class="whose"><bdi>${states.title}</bdi> · <bdi>${nameOf(states.holder)}</bdi> · <bdi>${nameOf(states.issuer)}</bdi></p>
${reasons.map(({ message }) => html`<p class="lead">${message}</p>`)}
${verdict === 'not_checked' && html`<p>${page.uncheckedIsNotInvalid}</p>`}
${revocation?.replacedBy && html`<p>${page.replaced} <a href="${link(place, `/verify/${revocation.replacedBy}`)}">${page.toReplacement}</a></p>`}
<p class="hint"><time datetime="${at.toISOString()}">${page.checkedAt(formats.moment(at))}</time></p>
</div>
</section>`
}

function row({ texts }: Place, { check, outcome, message }: CheckResult): Html {
  return html`<li class="${outcome}">${icon(outcome)}<div><h3>${texts.checks[check]} <span class="outcome">${texts.outcomes[outcome]}</span></h3><p>${message}</p></div></li>`
}

/** Returns the section to compare a file. assets/verify/file.js reads its texts from here. */
function fileSection({ base, language, texts }: Place, publicId: string): Html {
  const { page } = texts
  return html`<section aria-labelledby="file">
<h2 id="file">${page.file}</h2>
<div class="file" data-id="${publicId}" data-address="${base}/verify/${publicId}.json?lang=${language}" data-working="${page.fileWorking}" data-failed="${page.fileFailed}" data-insecure="${page.fileInsecure}">
<p id="file-hint">${page.fileHint}</p>
<p class="unscripted">${page.fileNoScript}</p>
<label class="button" hidden>${page.fileChoose}<input type="file" aria-describedby="file-hint"></label>
<p class="result" role="status"></p>
</div>
</section>`
}

function hasProof({ signature, anchor }: Verifiable): boolean {
  return Boolean(signature?.digest || (anchor?.digest && anchor.place))
}

/** Returns metadata for link previews. Without the verdict, because social sites cache it and it may change. */
function preview(
  { language, texts }: Place,
  { title, url, picture, states }: { title: string; url: string; picture: string | null; states: Statement },
): Html {
  const description = texts.page.preview(nameOf(states.issuer), texts.formats.date(states.issuedAt))
  return html`<meta name="description" content="${description}">
<meta name="robots" content="noindex">
<link rel="canonical" href="${url}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="Chancery">
<meta property="og:locale" content="${language}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${url}">
${
  picture &&
  html`<meta property="og:image" content="${picture}">
<meta property="og:image:alt" content="${texts.page.picture(states.title, nameOf(states.holder))}">`
}
<meta name="twitter:card" content="${picture ? 'summary_large_image' : 'summary'}">`
}

/** Returns the name for a line of text. A wallet without a name shows the ends of its address. */
function nameOf({ name, address }: Statement['holder']): string {
  return name ?? address?.replace(/^(.{6}).*(.{4})$/, '$1…$2') ?? ''
}
