import { toNumber } from '@chancery/verify/certificateNumber'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import type { Texts } from '@chancery/verify/texts/languages'
import { type Html, html } from './html.ts'

type Fact = { label: string; value: Html | string }

/** Lists all fields of a certificate, the most important first. */
export function factsOf({ publicId, states, revocation, document }: Verifiable, texts: Texts): Fact[] {
  const { facts, formats } = texts
  const { holder, issuer } = states
  const all: Record<keyof Texts['facts'], Html | string | null | undefined> = {
    holder: holder.name && html`<strong>${holder.name}</strong>`,
    title: states.title,
    course: states.course,
    program: states.program,
    description: states.description,
    issuer: issuer.name && linked(issuer.link, issuer.name),
    grantedTo: states.grantedTo && texts.grantedTo[states.grantedTo],
    achievedAt: states.achievedAt && day(states.achievedAt),
    issuedAt: day(states.issuedAt),
    expiresAt: states.expiresAt && day(states.expiresAt),
    revokedAt: revocation && day(revocation.at),
    revocationReason: revocation?.reason,
    score: states.score === null ? null : formats.number(states.score),
    duration: states.duration === null ? null : formats.number(states.duration),
    skills: list(states.skills),
    industries: list(states.industries),
    courseLink: states.courseLink && linked(states.courseLink, states.courseLink),
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
    return html`<time datetime="${at.toISOString()}">${formats.date(at)}</time>`
  }
}

/** Returns a link that the issuer gave. Links only http(s) URLs, and only if no part of the URL is masked. */
function linked(address: string | null, text: string): Html | string {
  if (!address || !/^https?:\/\//i.test(address) || address.includes('…')) return text
  return html`<a href="${address}" rel="noopener noreferrer nofollow ugc">${text}</a>`
}

function list(names: string[]): Html | null {
  return names.length === 0
    ? null
    : html`<ul class="names">${names.map((name) => html`<li dir="auto">${name}</li>`)}</ul>`
}

function code(text: string): Html {
  return html`<code dir="ltr" translate="no">${text}</code>`
}
