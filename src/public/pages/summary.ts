import { confirmedOf } from '@chancery/verify/checks/identity'
import { courseOf, holderName } from './achievement.ts'
import type { Shown } from './certificatePage.ts'
import { type Html, html } from './html.ts'
import { issuerName } from './issuerName.ts'
import { link, type Place } from './layout.ts'

/** Returns the four answers that a reader looks for: the holder, the certificate, its issuer and the dates. */
export function summary(place: Place, shown: Shown): Html {
  const { facts, formats } = place.texts
  const { states } = shown.certificate
  const course = courseOf(states)
  const entry = (label: string, value: Html) => html`<dt>${label}</dt><dd>${value}</dd>`
  const day = (label: string, at: Date) =>
    entry(label, html`<time datetime="${at.toISOString()}">${formats.date(at, states.timeZone)}</time>`)
  const cells = [
    entry(facts.holder, html`<strong><bdi>${holderName(states.holder)}</bdi></strong>`),
    entry(facts.title, html`<strong><bdi>${states.title}</bdi></strong>${course && html`<p><bdi>${course}</bdi></p>`}`),
    entry(facts.issuer, issuer(place, shown)),
    [
      states.achievedAt ? day(facts.achievedAt, states.achievedAt) : day(facts.issuedAt, states.issuedAt),
      states.expiresAt && day(facts.expiresAt, states.expiresAt),
    ],
  ]
  return html`<dl class="summary">${cells.map((cell) => html`<div>${cell}</div>`)}</dl>`
}

/** Names the issuer by who confirms it. An unconfirmed name stays small, and is not repeated. */
function issuer(place: Place, { certificate, verification, at, issuerPath }: Shown): Html {
  const message = verification.results.find(({ check }) => check === 'identity')?.message ?? ''
  const name = issuerName(certificate, at, place.texts)
  const { domain, confirmedBy } = confirmedOf(certificate, at)
  const isSaid = message.includes(certificate.states.issuer.name ?? name)
  return html`${
    confirmedBy === null
      ? !isSaid && html`<bdi>${name}</bdi>`
      : html`<strong>${domain ? html`<span dir="ltr" translate="no">${domain}</span>` : html`<bdi>${name}</bdi>`}</strong>`
  }
<p>${message} <a href="${link(place, issuerPath)}">${place.texts.page.aboutIssuer}</a></p>`
}
