import { toNumber } from '@chancery/verify/certificateNumber'
import { advice, headline } from '@chancery/verify/checks/headline'
import { confirmedOf, isLent, isOwnHolder } from '@chancery/verify/checks/identity'
import { lookOf, lookOfVerdict } from '@chancery/verify/checks/look'
import type { CheckResult, Verdict, Verification } from '@chancery/verify/checks/runChecks'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { stampOf } from '../documents/service.ts'
import { serverUrlOf } from '../serverUrl.ts'
import { achievementOf, holderName } from './achievement.ts'
import { actionsSection } from './actions.ts'
import { factsOf } from './facts.ts'
import { fileSection } from './fileSection.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { issuerName } from './issuerName.ts'
import { link, type Place, wholePage } from './layout.ts'
import { preview } from './preview.ts'
import { proofSection } from './proofSection.ts'
import { qrCode } from './qr.ts'
import { summary } from './summary.ts'

/**
 * `issuerPath`: path of the issuer's page. `ownPicture`: https URL of a picture by the issuer. `linkedInOrganizationId`:
 * the issuer's page on LinkedIn. `isOffered`: a wallet can take it as an Open Badge.
 */
export type Shown = {
  certificate: Verifiable
  verification: Verification
  at: Date
  publicUrl: string
  issuerPath: string
  ownPicture: string | null
  linkedInOrganizationId: string | null
  isOffered: boolean
}

/** Returns the page of a certificate: the verdict with a summary, the picture, actions, then the checks. */
export async function certificatePage(place: Place, shown: Shown): Promise<string> {
  const { texts } = place
  const { certificate, verification, at, publicUrl } = shown
  const { publicId, states } = certificate
  const url = `${publicUrl}/verify/${publicId}`
  // A picture by this server would lend its name to an unconfirmed issuer, or to changed content.
  const mayShow = isLent(certificate, at) && !isChanged(verification)
  const document = mayShow ? certificate.picture : null
  const stamp = stampOf(certificate, at)
  // Another address, so that no cache shows a picture without its stamp.
  const picture = document && `/images/${document}.png${stamp ? `?${stamp}` : ''}`
  const pictured = texts.page.picture(achievementOf(states), holderName(states.holder))
  const ownPicture = shownOwnPicture(shown)
  const body = html`${verdict(place, shown)}
<div class="certificate">
${
  (picture || ownPicture) &&
  html`<figure>
${picture && html`<img src="${place.base}${picture}" alt="${pictured}" width="1600" height="1131">`}
${ownPicture && ownFigure(place, ownPicture)}
</figure>`
}
<div>
${verification.verdict === 'valid' && actionsSection(place, shown, { url, document, pictured })}
<section aria-labelledby="states">
<h2 id="states">${texts.page.details}</h2>
<dl class="facts">${factsOf(certificate, at, texts).map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>`,
  )}</dl>
</section>
</div>
</div>
${checksSection(place, verification)}
${fileSection(place, publicId)}
${hasProof(certificate) && proofSection(place, publicId)}
<section class="share" aria-labelledby="share">
<div>
<h2 id="share">${texts.page.share}</h2>
<p>${texts.page.shareHint}</p>
<p class="address"><a href="${url}" dir="ltr" translate="no">${url}</a></p>
<p class="address number" dir="ltr" translate="no">${toNumber(publicId)}</p>
<p class="more"><a href="${link(place, '/verify')}">${texts.page.search}</a> <a href="${link(place, `/verify/${publicId}.json`)}">${texts.page.json}</a></p>
</div>
${mayShow && (await qrCode(url, texts.page.qr))}
</section>`
  const title = `${achievementOf(states)} – ${holderName(states.holder)}`
  const description = texts.page.preview(
    issuerName(certificate, at, texts),
    texts.formats.date(states.issuedAt, states.timeZone),
  )
  const head = preview(place, { title, description, url, picture: picture && publicUrl + picture, pictured })
  return wholePage(place, { title: `${headline(verification, texts)} ${title}`, head, body })
}

/** Returns whether a check failed for another reason than revocation or expiry. */
function isChanged({ results }: Verification): boolean {
  return results.some(({ outcome, dimension }) => outcome === 'failed' && dimension !== 'status')
}

/** Returns the picture by the issuer, only for a valid certificate, because it has no stamp. */
export function shownOwnPicture({ verification, ownPicture, publicUrl }: Shown): string | null {
  if (verification.verdict !== 'valid' || !ownPicture) return null
  const { origin, host } = new URL(ownPicture)
  // Hosts such as `a;b` cannot be part of a CSP. A picture on this server is not the issuer's.
  const isForeign = /^https:\/\/[a-z0-9.-]+(:\d+)?$/.test(origin) && host !== serverUrlOf(publicUrl).host
  return isForeign ? ownPicture : null
}

/** Outcomes that the verdict explains. The issuer's identity is part of the summary. */
const explained: Record<Verdict, CheckResult['outcome'][]> = {
  valid: [],
  issuer_not_confirmed: ['failed', 'unknown'],
  not_valid: ['failed'],
  not_checked: ['unknown'],
}

function verdict(place: Place, shown: Shown): Html {
  const { formats, page } = place.texts
  const { certificate, verification, at } = shown
  const { states, revocation, attestedBy } = certificate
  const { verdict, results } = verification
  const look = lookOfVerdict[verdict]
  const reasons = results.filter(({ outcome, check }) => explained[verdict].includes(outcome) && check !== 'identity')
  const hint = advice(verification, place.texts)
  return html`<section class="verdict ${look}" aria-labelledby="verdict">
${icon(look)}
<div>
<h1 id="verdict">${withDomain(headline(verification, place.texts), confirmedOf(certificate, at).domain)}</h1>
${hint && html`<p class="lead">${hint}</p>`}
${reasons.map(({ message }) => html`<p>${message}</p>`)}
${revocation?.replacedBy && html`<p>${page.replaced} <a href="${link(place, `/verify/${revocation.replacedBy}`)}">${page.toReplacement}</a></p>`}
${summary(place, shown)}
${isOwnHolder(states) && html`<p>${page.ownHolder}</p>`}
${attestedBy.map((domain) => html`<p>${page.attested(domain)}</p>`)}
<p class="hint">${page.compareName} <time datetime="${at.toISOString()}">${page.checkedAt(formats.moment(at))}.</time></p>
</div>
</section>`
}

/** Emphasizes the domain in a sentence. */
function withDomain(sentence: string, domain: string | null): Html {
  const [before = '', after] = domain ? sentence.split(domain, 2) : []
  if (after === undefined) return html`${sentence}`
  return html`${before}<strong dir="ltr" translate="no">${domain}</strong>${after}`
}

/** The reader's browser loads it from the issuer's server, and sends no referrer. */
function ownFigure({ texts }: Place, picture: string): Html {
  return html`<img class="own" src="${picture}" alt="" loading="lazy" referrerpolicy="no-referrer">
<figcaption class="hint">${texts.page.ownPicture(new URL(picture).host)}</figcaption>`
}

/** Lists the checks. Those that do not apply are folded away. */
function checksSection(place: Place, { results }: Verification): Html {
  const { page } = place.texts
  const all = results.filter(({ check }) => check !== 'file')
  const skipped = all.filter(({ outcome }) => outcome === 'skipped')
  const list = (some: CheckResult[]) => html`<ul class="checks">${some.map((result) => row(place, result))}</ul>`
  return html`<section aria-labelledby="checks">
<h2 id="checks">${page.checks}</h2>
${list(all.filter(({ outcome }) => outcome !== 'skipped'))}
${
  skipped.length > 0 &&
  html`<details>
<summary>${page.notApplicable(skipped.length)}</summary>
${list(skipped)}
</details>`
}
</section>`
}

function row({ texts }: Place, result: CheckResult): Html {
  const look = lookOf(result)
  return html`<li class="${look}">${icon(look)}<div><h3>${texts.checks[result.check]} <span class="outcome">${texts.outcomes[look]}</span></h3><p>${result.message}</p></div></li>`
}

function hasProof({ signature, anchor }: Verifiable): boolean {
  return Boolean(signature?.digest || (anchor?.digest && anchor.place))
}
