import { type Html, html } from './html.ts'
import type { Place } from './layout.ts'

type Preview = { title: string; description: string; url: string; picture: string | null; pictured: string }

/** Returns metadata for link previews. Without the verdict, because social sites cache it and it may change. */
export function preview({ language }: Place, { title, description, url, picture, pictured }: Preview): Html {
  return html`<link rel="canonical" href="${url}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="Chancery">
<meta property="og:locale" content="${language}">
<meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${url}">
${
  picture &&
  html`<meta property="og:image" content="${picture}">
<meta property="og:image:alt" content="${pictured}">`
}
<meta name="twitter:card" content="${picture ? 'summary_large_image' : 'summary'}">`
}
