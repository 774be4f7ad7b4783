import type { Look } from '@chancery/verify/checks/look'
import { type Html, html } from './html.ts'

const strokes: Record<Look, string> = {
  passed: 'm7 12.5 3.4 3.4L17 8.8',
  failed: 'm8 8 8 8m0-8-8 8',
  skipped: 'M8 12h8',
  warning: 'M12 6.6v6.2m0 3.4v.1',
  unknown: 'M9.3 9.3a2.8 2.8 0 1 1 4.1 2.9c-.9.5-1.4 1-1.4 1.9m0 2.7v.1',
}

/** Shapes of the icons, once for a page. Its style draws the circle. */
export const iconShapes = html`<svg hidden>${Object.entries(strokes).map(
  ([look, path]) => html`<symbol id="i-${look}" viewBox="0 0 24 24"><path d="${path}"/></symbol>`,
)}</svg>`

/** Returns an icon. Screen readers skip it, because the words next to it say the same. assets/verify/result.js does this too. */
export function icon(look: Look): Html {
  return html`<svg class="icon ${look}" aria-hidden="true"><use href="#i-${look}"/></svg>`
}
