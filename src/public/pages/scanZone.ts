import { type Html, html } from './html.ts'
import { link, type Place } from './layout.ts'

/** Returns the camera's place. assets/verify/scan.js reads its texts. */
export function scanZone(place: Place): Html {
  const { start, stop, hint, denied, failed, elsewhere, unnamed } = place.texts.scan
  return html`<div class="scan" data-address="${link(place, '/verify')}" data-host="${place.host}" data-start="${start}" data-stop="${stop}" data-hint="${hint}" data-denied="${denied}" data-failed="${failed}" data-elsewhere="${elsewhere('{host}')}" data-unnamed="${unnamed}">
<button type="button" class="plain" hidden>${start}</button>
<p role="status"></p>
<video hidden muted playsinline aria-hidden="true"></video>
</div>`
}
