import { codes, type Language, languages, type Texts } from '@chancery/verify/texts/languages'
import { type Html, html } from './html.ts'
import { iconShapes } from './icons.ts'
import type { Reader } from './reader.ts'

export type Place = Reader & {
  texts: Texts
  /** Path prefix of this server's URLs; '' unless it runs under a path. */
  base: string
  /** Host of this server's URLs, with the port if it is not the default one. */
  host: string
  /** URL prefix of style, script and fonts. */
  assets: string
  /** Whether the server's address cannot be trusted (src/public/serverUrl.ts). */
  isTest: boolean
  /** This page's query, without the language and without parameters for JSON only. */
  query: string
}

/** Returns a link to another page that keeps the chosen language. */
export function link({ base, chosen }: Place, path: string): string {
  return base + (chosen ? withLanguage(path, chosen) : path)
}

function withLanguage(path: string, language: Language): string {
  return `${path}${path.includes('?') ? '&' : '?'}lang=${language}`
}

/** Returns a whole page. `head` has metadata for link previews. */
export function wholePage(place: Place, { title, head, body }: { title: string; head?: Html; body: Html }): string {
  const { assets, language, texts } = place
  return html`<!doctype html>
<html lang="${language}" dir="${texts.direction}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
<link rel="icon" type="image/svg+xml" href="${assets}/icon.svg">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${assets}/eb-garamond-latin-wght-normal.woff2">
<link rel="stylesheet" href="${assets}/page.css">
<script type="module" src="${assets}/page.js"></script>
</head>
<body>
<a class="skip" href="#content">${texts.page.skip}</a>
<header class="top">
<a class="brand" href="${link(place, '/')}" translate="no">Chancery</a>
${languageSwitch(place)}
</header>
<main id="content" tabindex="-1">
${place.isTest && html`<p class="test">${texts.page.testServer}</p>`}
${body}
</main>
${iconShapes}
</body>
</html>
`.source
}

function languageSwitch({ query, language, texts }: Place): Html {
  // The links are relative to this page, to keep it small.
  return html`<details class="languages">
<summary><span class="label">${texts.page.language}:</span> ${texts.name}</summary>
<ul>${codes.map(
    (code) =>
      html`<li><a href="${withLanguage(query, code)}" lang="${code}"${code === language && html` aria-current="true"`}>${languages[code].name}</a></li>`,
  )}</ul>
</details>`
}
