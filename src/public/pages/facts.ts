import { toNumber } from '@chancery/verify/certificateNumber'
import { confirmedOf, isLent, isNameKnown } from '@chancery/verify/checks/identity'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import type { Texts } from '@chancery/verify/texts/languages'
import { type Html, html } from './html.ts'

type Fact = { label: string; value: Html | string }

/** Lists the fields of a certificate that are not in its summary (summary.ts). */
export function factsOf(certificate: Verifiable, at: Date, texts: Texts): Fact[] {
  const { publicId, states, document } = certificate
  const { facts, formats } = texts
  // A forger links to the institution whose name it uses.
  const isConfirmed = isLent(certificate, at)
  const { holder, issuer } = states
  const all: Record<keyof Texts['facts'], Html | string | null | undefined> = {
    holder: null,
    title: null,
    course: null,
    program: states.course && states.program,
    description: states.description,
    issuer: isConfirmed && issuer.name && issuer.link ? issuerLink(certificate, at, texts) : null,
    grantedTo: states.grantedTo && texts.grantedTo[states.grantedTo],
    achievedAt: null,
    issuedAt: states.achievedAt && day(states.issuedAt),
    expiresAt: null,
    revokedAt: null,
    revocationReason: null,
    score: states.score === null ? null : formats.number(states.score),
    duration: states.duration === null ? null : formats.number(states.duration),
    skills: list(states.skills),
    industries: list(states.industries),
    courseLink: states.courseLink && linked(isConfirmed ? states.courseLink : null, states.courseLink),
    holderAddress: holder.address && code(holder.address),
    issuerAddress: issuer.address && code(issuer.address),
    document: document && code(document),
    number: code(toNumber(publicId)),
  }
  const names = Object.keys(all) as (keyof typeof all)[] // The object has exactly these keys.
  return names.flatMap((name) => {
    const value = all[name]
    return value ? [{ label: facts[name], value }] : []
  })

  function day(at: Date): Html {
    return html`<time datetime="${at.toISOString()}">${formats.date(at, states.timeZone)}</time>`
  }
}

/** Links the issuer's name. Marks a name that is not checked. */
function issuerLink(certificate: Verifiable, at: Date, texts: Texts): Html | string {
  const { name, link } = certificate.states.issuer
  const isKnown = isNameKnown(confirmedOf(certificate, at))
  return linked(link, isKnown ? (name ?? '') : texts.page.nameNotChecked(name ?? ''))
}

/** Returns a link that the issuer gave. Links only http(s) URLs, and only if no part of the URL is masked. */
export function linked(address: string | null, text: string): Html | string {
  if (!address || !/^https?:\/\//i.test(address) || address.includes('…')) return text
  return html`<a href="${address}" rel="noopener noreferrer nofollow ugc">${text}</a>`
}

function list(names: string[]): Html | null {
  return names.length === 0
    ? null
    : html`<ul class="names">${names.map((name) => html`<li dir="auto">${name}</li>`)}</ul>`
}

export function code(text: string): Html {
  return html`<code dir="ltr" translate="no">${text}</code>`
}
