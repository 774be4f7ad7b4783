import { quoted } from '@chancery/verify/texts/formats'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import { html } from '../public/pages/html.ts'
import { type Place, wholePage } from '../public/pages/layout.ts'
import { mailTexts } from './texts/languages.ts'

/** `asking`: the page has a button that unsubscribes. `unsubscribed`: it has one that subscribes again. */
export type SubscriptionState = 'asking' | 'unsubscribed' | 'subscribed'

/** Name of the field with which the page of an unsubscribed learner subscribes again. */
export const AGAIN = 'again'

/** Returns the page on which a learner unsubscribes from a site's mails. Its form posts to its own address. */
export function subscriptionPage(place: Place, state: SubscriptionState, siteName: string): string {
  const { page, unsubscribe } = mailTexts[place.language]
  const site = quoted(withoutEmail(siteName))
  const said = {
    asking: [page.title, page.question(site)],
    unsubscribed: [page.done, page.doneText(site)],
    subscribed: [page.subscribed, page.subscribedText(site)],
  }[state]
  const [title = '', text] = said
  const body = html`<section class="verdict neutral" aria-labelledby="verdict">
<div><h1 id="verdict">${title}</h1><p class="lead">${text}</p>
<form method="post">${
    state === 'unsubscribed'
      ? html`<button class="plain" name="${AGAIN}" value="1">${page.again}</button>`
      : html`<button>${unsubscribe}</button>`
  }</form></div>
</section>`
  return wholePage(place, { title, body })
}

/** Returns the notice of a link that this server did not make. */
export function unknownLinkNotice({ language }: Pick<Place, 'language'>): { title: string; lines: string[] } {
  const { page } = mailTexts[language]
  return { title: page.unknown, lines: [page.unknownText] }
}
