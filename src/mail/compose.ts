import { isLent } from '@chancery/verify/checks/identity'
import type { Verifiable } from '@chancery/verify/checks/verifiable'
import { quoted } from '@chancery/verify/texts/formats'
import { type Language, languageOf, languages } from '@chancery/verify/texts/languages'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import type { MailKind } from '../database/prisma/client.ts'
import { achievementOf } from '../public/pages/achievement.ts'
import { linkedInOf } from '../public/pages/actions.ts'
import { html } from '../public/pages/html.ts'
import type { ClaimedMail } from './queries.ts'
import { mailTexts } from './texts/languages.ts'

/** What a mail says, before it is encoded. No value has control characters. */
export type MailContent = {
  language: Language
  subject: string
  text: string
  html: string
  /** Names in `From` and `To`. */
  siteName: string
  holderName: string
}

export type MailFacts = {
  kind: MailKind
  certificate: Verifiable
  linkedInOrganizationId: string | null
  publicUrl: string
  /** Whether wallets can take the certificate as an Open Badge. */
  isOffered: boolean
  unsubscribeUrl: string
  at: Date
} & Pick<ClaimedMail, 'siteName' | 'siteLogo' | 'language' | 'siteLanguage'>

/** Writes a mail in the language of the learner, else of the site, else in English. */
export function composeMail(facts: MailFacts): MailContent {
  const { certificate, siteLogo, unsubscribeUrl } = facts
  const language = languageOf(facts.language) ?? languageOf(facts.siteLanguage) ?? 'en'
  const texts = mailTexts[language]
  const { direction, formats, facts: labels } = languages[language]
  const { states, revocation } = certificate
  const siteName = inOneLine(withoutEmail(facts.siteName))
  const own = (words: string) => (direction === 'rtl' || isRightToLeft(words) ? quoted(words) : words)
  const site = own(siteName)
  const title = inOneLine(achievementOf(states))
  const holderName = inOneLine(states.holder.name ?? '')
  const day = states.expiresAt ? formats.date(states.expiresAt, states.timeZone) : ''
  const subject = texts.subjects[facts.kind](own(title), day)
  const greeting = holderName && texts.greeting(own(holderName))
  const lead = texts.leads[facts.kind](site, day)
  const rows = [
    [labels.title, title],
    [labels.achievedAt, formats.date(states.achievedAt ?? states.issuedAt, states.timeZone)],
    day && [labels.expiresAt, day],
    revocation?.reason && [labels.revocationReason, inOneLine(revocation.reason)],
  ].filter((row): row is [string, string] => Array.isArray(row))
  const links = linksOf(facts, language)
  const why = texts.why(site)
  const text = [
    greeting,
    lead,
    rows.map(([label, value]) => `${label}: ${own(value)}`).join('\n'),
    ...links.map(([label, url]) => `${label}:\n${url}`),
    '-- ',
    `${why}\n${texts.unsubscribe}:\n${unsubscribeUrl}`,
  ]
    .filter(Boolean)
    .join('\n\n')
    .replace('-- \n\n', '-- \n')
  const [main, ...others] = links
  const body = html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${subject}</title></head>
<body dir="${direction}" style="margin:0;padding:24px;font:16px/1.5 Helvetica,Arial,sans-serif;color:#222;background:#fff">
<div style="max-width:560px;margin:0 auto">
${isHttps(siteLogo) && html`<p><img src="${siteLogo}" alt="${siteName}" height="48" style="height:48px;max-width:100%"></p>`}
${greeting && html`<p>${greeting}</p>`}
<p>${lead}</p>
<table role="presentation" style="border-collapse:collapse">${rows.map(
    ([label, value]) =>
      html`<tr><td style="padding:2px 16px 2px 0;color:#666;vertical-align:top">${label}</td><td dir="auto" style="padding:2px 0"><strong>${value}</strong></td></tr>`,
  )}</table>
${main && html`<p style="margin:24px 0"><a href="${main[1]}" style="display:inline-block;padding:10px 20px;border-radius:4px;background:#1d3f72;color:#fff;text-decoration:none">${main[0]}</a></p>`}
${others.length > 0 && html`<ul style="padding-inline-start:20px">${others.map(([label, url]) => html`<li><a href="${url}">${label}</a></li>`)}</ul>`}
<hr style="border:0;border-top:1px solid #ddd;margin:24px 0">
<p style="font-size:13px;color:#666">${why} <a href="${unsubscribeUrl}" style="color:#666">${texts.unsubscribe}</a></p>
</div>
</body>
</html>
`.source
  return { language, subject, text: `${text}\n`, html: body, siteName, holderName }
}

/**
 * Returns the links of a mail, the page of the certificate first. A wallet takes the certificate from the page, so that the
 * mail has no secret: an offer is for the first wallet that uses it.
 */
function linksOf(facts: MailFacts, language: Language): [label: string, url: string][] {
  const { kind, certificate, publicUrl, isOffered, at } = facts
  const { actions, offer } = languages[language]
  const page = `${publicUrl}/verify/${certificate.publicId}`
  const read = `${page}?lang=${language}`
  const isValid = kind !== 'revoked' && isLent(certificate, at)
  const all: ([string, string] | false)[] = [
    [mailTexts[language].see, read],
    isValid && certificate.picture !== null && [actions.pdf, `${publicUrl}/documents/${certificate.picture}.pdf`],
    isValid && isOffered && [offer.add, `${read}#actions`],
    isValid && kind !== 'expiring' && [actions.linkedIn, linkedInOf({ ...facts, certificate, at }, page)],
  ]
  return all.filter((link) => link !== false)
}

/** Replaces line breaks and other control characters, which could begin a header. */
function inOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

function isRightToLeft(text: string): boolean {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text)
}

function isHttps(url: string | null): url is string {
  return url !== null && /^https:/i.test(url)
}
