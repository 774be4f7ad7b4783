import {
  type Confirmed,
  confirmedOf,
  type Identified,
  isNameKnown,
  judgeIdentity,
} from '@chancery/verify/checks/identity'
import { lookOf } from '@chancery/verify/checks/look'
import { sentence } from '@chancery/verify/checks/runChecks'
import type { Texts } from '@chancery/verify/texts/languages'
import type { PublicIssuer, ShownKey } from '../issuer.ts'
import { serverUrlOf } from '../serverUrl.ts'
import { code, linked } from './facts.ts'
import { type Html, html } from './html.ts'
import { icon } from './icons.ts'
import { issuerName } from './issuerName.ts'
import { link, type Place, wholePage } from './layout.ts'

/** `reportAddress`: email address or URL of the operator. `path`: path of this page. */
export type ShownIssuer = {
  issuer: PublicIssuer
  at: Date
  publicUrl: string
  reportAddress: string | null
  path: string
}

/** Returns the page of an issuer: who confirms it, what it says of itself, its keys, and how to check them elsewhere. */
export function issuerPage(place: Place, shown: ShownIssuer): string {
  const { texts } = place
  const { issuer, at, reportAddress, path } = shown
  const certificate = identified(issuer, at)
  const confirmed = confirmedOf(certificate, at)
  const title = texts.issuer.title(issuerName(certificate, at, texts))
  const result = judgeIdentity(certificate, at)
  const look = lookOf({ ...result, dimension: 'identity' })
  const logo = logoOf(shown)
  const body = html`<section class="verdict ${look}" aria-labelledby="verdict">
${icon(look)}
<div>
<h1 id="verdict">${title}</h1>
<p class="lead">${sentence(result, texts)}</p>
</div>
</section>
<section aria-labelledby="profile">
<h2 id="profile">${texts.issuer.profile}</h2>
${logo && html`<img class="logo" src="${logo}" alt="">`}
<dl class="facts">${profileOf(issuer, confirmed, texts).map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>`,
  )}</dl>
</section>
${issuer.keys.length > 0 && keysSection(issuer.keys, texts)}
${checkSection(issuer, confirmed, texts)}
${reportAddress && reportSection(reportAddress, texts)}
<p class="more"><a href="${link(place, '/verify')}">${texts.page.search}</a> <a href="${link(place, `${path}.json`)}">${texts.page.json}</a></p>`
  return wholePage(place, { title, head: html`<meta name="robots" content="noindex">`, body })
}

export function issuerJson({ issuer, at, publicUrl, path }: ShownIssuer) {
  const { name, address, identity, keys, record } = issuer
  const { nameListedBy, nameApprovedBy: _approved, ...confirmed } = confirmedOf(identified(issuer, at), at)
  return {
    issuer: { name, nameConfirmed: nameListedBy !== null, did: identity.did, address, ...confirmed },
    blocked: identity.blockedAt !== null,
    url: publicUrl + path,
    keys,
    record,
    testServer: serverUrlOf(publicUrl).isTest,
  }
}

/** Returns the logo of a confirmed issuer with an approved name. Others could show that of another institution. */
export function logoOf({ issuer, at }: Pick<ShownIssuer, 'issuer' | 'at'>): string | null {
  const { logo } = issuer.profile
  const isShown = isNameKnown(confirmedOf(identified(issuer, at), at))
  return isShown && logo?.startsWith('https:') ? logo : null
}

/** The checks judge the issuer of a certificate. This one is received now. */
function identified({ name, address, identity }: PublicIssuer, at: Date): Identified {
  const holder = { name: null, link: null, address: null }
  return { states: { issuer: { name, link: null, address }, holder }, receivedAt: at, identity }
}

function profileOf(
  issuer: PublicIssuer,
  confirmed: Confirmed,
  texts: Texts,
): { label: string; value: Html | string }[] {
  const { issuer: labels, page, facts } = texts
  const { profile, name, address } = issuer
  const isKnown = isNameKnown(confirmed)
  const all: [string, Html | string | null][] = [
    [labels.domain, confirmed.domain && html`<strong dir="ltr" translate="no">${confirmed.domain}</strong>`],
    [labels.name, name && (isKnown ? name : page.nameNotChecked(name))],
    [labels.legalName, profile.legalName && page.nameNotChecked(profile.legalName)],
    [facts.description, isKnown ? profile.description : null],
    [labels.link, profile.link && (isKnown ? linked(profile.link, profile.link) : profile.link)],
    [labels.country, profile.country],
    [labels.contact, profile.email],
    [facts.issuerAddress, address && code(address)],
    ['DID', issuer.identity.did && code(issuer.identity.did)],
  ]
  return all.flatMap(([label, value]) => (value ? [{ label, value }] : []))
}

function keysSection(keys: ShownKey[], { issuer }: Texts): Html {
  const stateOf = ({ retiredAt, compromisedAt }: ShownKey) => {
    if (compromisedAt) return issuer.compromised(compromisedAt)
    return retiredAt ? issuer.retired(retiredAt) : issuer.current
  }
  return html`<section aria-labelledby="keys">
<h2 id="keys">${issuer.keys}</h2>
<p>${issuer.keysHint}</p>
<ul class="keys">${keys.map((key) => html`<li>${code(key.id)} <span class="outcome">${stateOf(key)}</span></li>`)}</ul>
</section>`
}

function checkSection(issuer: PublicIssuer, { domain }: Confirmed, { issuer: texts }: Texts): Html {
  const didWeb = `https://${domain}/.well-known/did.json`
  return html`<section aria-labelledby="check">
<h2 id="check">${texts.check}</h2>
${
  domain && issuer.record
    ? html`<p>${texts.checkDns(domain)}</p>
<p>${code(issuer.record)}</p>
<p>${texts.checkDidWeb}</p>
<p><a href="${didWeb}" dir="ltr" translate="no" rel="noopener noreferrer">${didWeb}</a></p>`
    : html`<p>${texts.checkNone}</p>`
}
</section>`
}

function reportSection(address: string, { issuer: texts }: Texts): Html {
  const target = address.includes('@') ? `mailto:${address}` : address
  return html`<section aria-labelledby="report">
<h2 id="report">${texts.report}</h2>
<p>${texts.reportHint}</p>
<p><a href="${target}" dir="ltr" translate="no">${address}</a></p>
</section>`
}
