import { codes, type Language, languages, type Texts } from '@chancery/verify/texts/languages'
import { type Html, html } from './html.ts'
import type { Reader } from './reader.ts'

export type Place = Reader & {
  texts: Texts
  /** Path prefix of this server's URLs; '' unless it runs under a path. */
  base: string
  /** URL prefix of style, script and fonts. */
  assets: string
  /** This page's path and query, without the language and without parameters for JSON only. */
  path: string
}

/** Returns a link to another page that keeps the chosen language. */
export function link({ base, chosen }: Place, path: string): string {
  return withLanguage(base + path, chosen)
}

function withLanguage(path: string, language: Language | null): string {
  return language ? `${path}${path.includes('?') ? '&' : '?'}lang=${language}` : path
}

/** Returns a whole page. `head` has metadata for link previews. */
export function wholePage(place: Place, { title, head, body }: { title: string; head?: Html; body: Html }): string {
  const { assets, language, texts } = place
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
<link rel="icon" type="image/svg+xml" href="${assets}/icon.svg">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${assets}/eb-garamond-latin-wght-normal.woff2">
<link rel="stylesheet" href="${assets}/page.css">
<script type="module" src="${assets}/file.js"></script>
<script type="module" src="${assets}/proof.js"></script>
</head>
<body>
<a class="skip" href="#content">${texts.page.skip}</a>
<header class="top">
<a class="brand" href="${link(place, '/verify')}" translate="no">Chancery</a>
${languageSwitch(place)}
</header>
<main id="content" tabindex="-1">
${body}
</main>
</body>
</html>
`.source
}

function languageSwitch({ base, path, language, texts }: Place): Html {
  return html`<details class="languages">
<summary><span class="label">${texts.page.language}:</span> ${texts.name}</summary>
<ul>${codes.map(
    (code) =>
      html`<li><a href="${withLanguage(base + path, code)}" lang="${code}" hreflang="${code}"${code === language && html` aria-current="true"`}>${languages[code].name}</a></li>`,
  )}</ul>
</details>`
}
