// Asks the server about a certificate and a file. Neither the file nor its checksum is sent, but a hash of the checksum and
// the certificate's id (packages/verify/src/checks/file.ts).

/**
 * @typedef {import('./result.js').Look} Look
 * @typedef {import('./result.js').Result} Result
 * @typedef {object} Answer
 * @property {undefined} notice
 * @property {Look} outcome About the record and the file together.
 * @property {string} message Headline.
 * @property {string | null} wrong Headline, if the file is not the certified one.
 * @property {string} statement What the record states: certificate, course and holder.
 * @property {{ outcome: Look, message: string }} file
 * @property {boolean} isKnown Whether this server knows the file.
 * @property {{ href: string, text: string }} link To the certificate's page.
 */

/** From best to worst. @type {Look[]} */
const looks = ['passed', 'unknown', 'warning', 'failed']

/** @type {Record<string, Look>} */
const lookOfVerdict = { valid: 'passed', not_checked: 'unknown', issuer_not_confirmed: 'warning', not_valid: 'failed' }

/**
 * Returns the result of a file, or a notice if there is no such certificate.
 * @param {HTMLElement} zone @param {import('./texts.js').Texts} texts @param {{ id: string, checksum: string, number?: string }} asked
 * @returns {Promise<Answer | { notice: Result }>}
 */
export async function ask({ dataset }, { file: texts }, { id, checksum, number = '' }) {
  const { base = '', language = '', chosen } = dataset
  const proof = await sha256(new TextEncoder().encode(`chancery file ${id} ${checksum}`))
  const answer = await fetch(`${base}/verify/${id}.json?lang=${language}&file=${proof}`)
  const { verdict, message, checks, certificate, revocation } = await answer.json()
  if (answer.status === 404 && number) return { notice: { outcome: 'warning', lines: [texts.unknown(number)] } }
  // A deleted certificate may be revoked too.
  if (answer.status === 410) return { notice: { outcome: revocation ? 'failed' : 'warning', lines: [message] } }
  if (!answer.ok) throw new Error(answer.statusText)

  const {
    outcome,
    code,
    message: about,
  } = checks.find((/** @type {{ check: string }} */ { check }) => check === 'file')
  const look = outcome === 'skipped' ? 'warning' : outcome
  return {
    notice: undefined,
    outcome: looks[Math.max(looks.indexOf(look), looks.indexOf(lookOfVerdict[verdict] ?? 'unknown'))] ?? 'unknown',
    message,
    statement: statementOf(certificate),
    wrong: outcome === 'failed' ? message : null,
    file: { outcome: look, message: about },
    isKnown: outcome === 'passed' || code === 'file.earlier_pdf',
    link: { href: `${base}/verify/${id}${chosen ? `?lang=${chosen}` : ''}`, text: texts.open },
  }
}

/** Returns the headline of a certificate without a file. @param {HTMLElement} zone @param {string} id */
export async function headlineOf({ dataset }, id) {
  const answer = await fetch(`${dataset.base}/verify/${id}.json?lang=${dataset.language}`)
  if (!answer.ok) throw new Error(answer.statusText)
  const { message } = await answer.json()
  return message
}

/** Isolates each part, because it may be right-to-left. @param {{ title: string, course: string | null, program: string | null, holder: { name: string | null, address: string | null } }} certificate */
function statementOf({ title, course, program, holder }) {
  const parts = [title, course ?? program, holder.name ?? holder.address]
  return parts.flatMap((part) => (part ? `\u2068${part}\u2069` : [])).join(' · ')
}

/** @param {File} file */
export async function checksumOf(file) {
  return sha256(await file.arrayBuffer())
}

/** @param {BufferSource} bytes */
async function sha256(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
