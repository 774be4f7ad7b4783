// Checks a certificate's proof (bundle.json) in this browser. No server takes part in the check. checkProof.js is built
// from the source of the server's checks.

import { show } from './result.js'
import { loadTexts } from './texts.js'

/** Checks the proof of the page's certificate. @param {HTMLElement} zone */
export async function check(zone) {
  const { address = '', language = '', working = '', failed = '' } = zone.dataset
  show(zone, { outcome: 'working', lines: [working] })
  const result = await download(address)
    .then(async (bytes) => resultOf(bytes, language, await loadTexts(language)))
    .catch(() => ({ outcome: 'unknown', lines: [failed] }))
  show(zone, result)
  zone.scrollIntoView({ block: 'nearest' })
}

/** @param {string} address */
async function download(address) {
  const answer = await fetch(address)
  if (!answer.ok) throw new Error(answer.statusText)
  return new Uint8Array(await answer.arrayBuffer())
}

/** Checks a proof. @param {Uint8Array} bytes @param {string} language @param {import('./texts.js').Texts} texts @returns {Promise<import('./result.js').Result>} */
export async function resultOf(bytes, language, { page }) {
  const { checkProof, UnreadableBundle } = await import('./checkProof.js')
  try {
    const proof = await checkProof(bytes, language)
    return { outcome: proof.outcome, lines: [proof.headline], proof }
  } catch (error) {
    if (!(error instanceof UnreadableBundle)) throw error
    return { outcome: 'unknown', lines: [`${page.proofUnreadable} (${error.message})`] }
  }
}
