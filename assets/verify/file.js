// Checks a file that the reader chooses or drops. The file and its checksum stay in the browser, because the checksum can
// decrypt some documents (ask.js).

import { ask, checksumOf, headlineOf } from './ask.js'
import { badgeIn, resultOf as badgeResultOf, fetchDocument, isAddress, isCredential } from './badge.js'
import { namesIn, stop } from './names.js'
import { resultOf as proofResultOf } from './proof.js'
import { show } from './result.js'
import { loadTexts } from './texts.js'
import { showVerdict } from './verdict.js'

/** @typedef {import('./texts.js').Texts} Texts */

/** @typedef {import('./result.js').Result & { verdict?: string | null }} Result `verdict`: headline for a wrong file. */

/** Maximum size (bytes) of a file that is read as a proof. */
const MAX_PROOF = 3_000_003

let latest = 0

/** Checks a file, or the Open Badge that a text is or leads to. Ignores other texts. @param {HTMLElement} zone @param {File | string} given */
export async function check(zone, given) {
  if (given instanceof File) return checkFile(zone, given)
  const text = given.trim()
  if (isCredential(text)) return checkFile(zone, new File([text], 'text'))
  if (isAddress(text)) return checkAddress(zone, text)
}

/** @param {HTMLElement} zone @param {string} address */
async function checkAddress(zone, address) {
  latest += 1
  const turn = latest
  const { base = '', working = '', failed = '' } = zone.dataset
  show(zone, { outcome: 'working', lines: [working] })
  const fetched = await fetchDocument(base, address).catch(() => null)
  if (turn !== latest) return
  if (fetched?.body) return checkFile(zone, new File([fetched.body], address))
  show(zone, { outcome: 'unknown', lines: [`\u2068${address}\u2069: ${failed}`] })
}

/** @param {HTMLElement} zone @param {File} file */
async function checkFile(zone, file) {
  latest += 1
  const turn = latest
  stop()
  const { language = '', working = '', failed = '' } = zone.dataset
  show(zone, { outcome: 'working', lines: [working] })
  const texts = await loadTexts(language)
  const { verdict, lines, ...result } = await resultOf(zone, texts, file).catch(() => ({
    outcome: 'unknown',
    lines: [failed],
  }))
  // Shows the result of the latest file, whichever finishes last.
  if (turn !== latest) return
  // Isolated, because a file name may be right-to-left.
  const [first, ...others] = lines.filter(Boolean)
  show(zone, { ...result, lines: [`\u2068${file.name}\u2069: ${first}`, ...others] })
  showVerdict(verdict ? { message: verdict, record: texts.file.record } : null)
  zone.scrollIntoView({ block: 'nearest' })
}

/** @param {HTMLElement} zone @param {Texts} texts @param {File} file @returns {Promise<Result>} */
async function resultOf(zone, texts, file) {
  const { id, language = '' } = zone.dataset
  const badge = await badgeIn(file)
  if (badge) return badgeResultOf(badge, zone.dataset)
  const text = await jsonIn(file)
  if (text !== null && isProof(text)) {
    return proofResultOf(new Uint8Array(await file.arrayBuffer()), language, texts)
  }
  if (!id && file.name.endsWith('.json')) return { outcome: 'unknown', lines: [texts.page.proofUnreadable] }
  if (!globalThis.crypto?.subtle) return { outcome: 'unknown', lines: [texts.file.insecure] }
  return id ? compare(zone, texts, file, id) : identify(zone, texts, file)
}

/** Returns the text of a file that may be JSON, or null. @param {File} file */
async function jsonIn(file) {
  if (file.size > MAX_PROOF) return null
  const text = await file.text()
  return file.name.endsWith('.json') || /^\s*\{/.test(text) ? text : null
}

/** Whether JSON is meant as a proof. checkProof.js finds its mistakes. @param {string} text */
function isProof(text) {
  try {
    const { format, certificate } = JSON.parse(text)
    return Boolean(format && certificate)
  } catch {
    return false
  }
}

/** Compares a file with the page's certificate. @param {HTMLElement} zone @param {Texts} texts @param {File} file @param {string} id @returns {Promise<Result>} */
async function compare(zone, texts, file, id) {
  const checksum = await checksumOf(file)
  const { notice, isKnown, wrong, file: result } = await ask(zone, texts, { id, checksum })
  if (notice) return notice
  const own = { outcome: result.outcome, lines: [result.message], verdict: wrong }
  if (isKnown) return own
  // A known file needs no reading: its certificate vouches for it.
  const { certificates, isAmbiguous, reason, elsewhere } = await namesIn(zone, texts, file)
  if (isAmbiguous) return { ...own, lines: [reason, elsewhere] }
  const [named] = certificates
  if (!named || named.id === id) return { ...own, lines: [...own.lines, elsewhere] }
  const other = await ask(zone, texts, { ...named, checksum })
  if (other.notice) return { ...own, lines: [...own.lines, ...other.notice.lines, elsewhere] }
  const lines = [texts.file.otherCertificate(named.number), elsewhere]
  if (other.isKnown) return { outcome: 'warning', lines, link: other.link }
  return { ...own, lines: [...own.lines, ...lines], link: other.link }
}

/** Finds the certificate that a file names. @param {HTMLElement} zone @param {Texts} texts @param {File} file @returns {Promise<Result>} */
async function identify(zone, texts, file) {
  const { certificates, isAmbiguous, reason, elsewhere } = await namesIn(zone, texts, file)
  const [named] = certificates
  if (isAmbiguous || !named)
    return { outcome: isAmbiguous || elsewhere ? 'warning' : 'unknown', lines: [reason, elsewhere] }
  const answer = await ask(zone, texts, { ...named, checksum: await checksumOf(file) })
  if (answer.notice) return { ...answer.notice, lines: [...answer.notice.lines, elsewhere] }
  const { outcome, link, statement, isKnown, file: result } = answer
  const record = answer.wrong ? await headlineOf(zone, named.id) : answer.message
  // The reader compares the statement of the record with a file that the server does not vouch for.
  const lines =
    result.outcome === 'passed' ? [record, result.message] : [result.message, texts.file.record(record), statement]
  return { outcome, lines: [...lines, !isKnown && elsewhere], link }
}
