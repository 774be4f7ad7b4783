// Checks an Open Badge in this browser. The server only fetches what the check needs from other servers: the DID document of
// the issuer, its status list, and lists of registries. checkCredential.js is built from the package @chancery/verify.

/** @typedef {import('./texts.js').Texts} Texts */

/** Maximum size (bytes) of a file that is read as an Open Badge. */
const MAX_BADGE = 10_000_000

/** Returns the content of a file if it carries an Open Badge or another credential: bytes, or null. @param {File} file */
export async function badgeIn(file) {
  if (file.size > MAX_BADGE) return null
  const bytes = new Uint8Array(await file.arrayBuffer())
  const text = new TextDecoder('latin1').decode(bytes)
  const isPicture = /^.PNG\r\n/.test(text)
    ? text.includes('openbadgecredential\0')
    : /<openbadges:credential[\s/>]/.test(text)
  return isPicture || isCredential(text) ? bytes : null
}

/** Whether a text is meant as a credential: JSON or a JWT. @param {string} text */
export function isCredential(text) {
  if (/^\s*[\w-]+\.[\w-]+\.[\w-]+\s*$/.test(text)) return true
  return /^\s*\{/.test(text) && text.includes('VerifiableCredential')
}

/** @param {Uint8Array} bytes @param {DOMStringMap} dataset @returns {Promise<import('./result.js').Result>} */
export async function resultOf(bytes, { base = '', language = '', badgeUnreadable = '' }) {
  const { checkCredential, reasonOf, UnreadableCredential } = await import('./checkCredential.js')
  try {
    const proof = await checkCredential(bytes, language, {
      fetchDocument: (/** @type {string} */ url) => fetchDocument(base, url),
      findInRegistry: (/** @type {string} */ did) => findInRegistry(base, did),
    })
    return { outcome: proof.outcome, lines: [proof.headline], proof }
  } catch (error) {
    if (!(error instanceof UnreadableCredential)) throw error
    return { outcome: 'unknown', lines: [badgeUnreadable, await reasonOf(error, language)] }
  }
}

/** Fetches a document through the server, because other servers need not allow pages to read it. @param {string} base @param {string} url */
export async function fetchDocument(base, url) {
  const answer = await fetch(`${base}/verify/fetch?${new URLSearchParams({ url })}`)
  if (answer.status === 404) return { outcome: 'missing' }
  if (!answer.ok) return { outcome: 'unavailable' }
  return { outcome: 'found', body: new Uint8Array(await answer.arrayBuffer()) }
}

/** Looks for an issuer in the registries that the server trusts. An outage says nothing. @param {string} base @param {string} did */
async function findInRegistry(base, did) {
  const answer = await fetch(`${base}/verify/registry?${new URLSearchParams({ did })}`).catch(() => null)
  return answer?.ok ? answer.json() : { outcome: 'unavailable' }
}

/** Whether a text is the address of a document that the server may fetch. @param {string} text */
export function isAddress(text) {
  return /^https:\/\/\S+$/i.test(text)
}
