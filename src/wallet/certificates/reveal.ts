import { linkWithoutEmail } from '@chancery/verify/withoutEmail'
import { openChecksum } from '../../core/storedSecrets.ts'
import type { Secrets } from '../../database/secrets.ts'

// Completes the JSON that PostgreSQL writes (shownCertificate.ts). JSON never contains these characters unescaped.

/** Surrounds a certificate that its reader issued or holds. */
const OWN = '\u0001'
/** Begins a sealed checksum. */
const SEALED = '\u0002'

export const ownSql = `CASE WHEN asked.reader IN (certificate.holder_id, certificate.issuer_id) THEN chr(1) END`
export const checksumSql = `CASE WHEN certificate.holder_id = asked.reader THEN coalesce(
  '"' || chr(2) || certificate.id || encode(certificate.sealed_checksum, 'hex') || '"',
  to_json(certificate.checksum_hash)::text, 'null') END`

/**
 * Opens the checksums in JSON of certificates, and masks the emails of those that the reader neither issued nor holds.
 * Throws `secrets.unreadable`.
 */
export function reveal(json: string, secrets: Secrets | null): string {
  if (!json.includes(OWN)) return withoutEmails(json)
  return json
    .split(OWN)
    .map((part, index) => (index % 2 === 0 ? withoutEmails(part) : withChecksums(part, secrets)))
    .join('')
}

const sealedChecksum = new RegExp(`${SEALED}([0-9a-f-]{36})([0-9a-f]*)`, 'g')

function withChecksums(json: string, secrets: Secrets | null): string {
  if (!json.includes(SEALED)) return json
  return json.replace(sealedChecksum, (_, id: string, sealed: string) =>
    openChecksum(secrets, id, Buffer.from(sealed, 'hex')),
  )
}

const texts = /"(?:[^"\\]|\\.)*"/g

/** Masks emails in every text. Parses only the texts that may contain one. */
function withoutEmails(json: string): string {
  if (!mayContainEmail(json)) return json
  return json.replace(texts, (text) =>
    mayContainEmail(text) ? JSON.stringify(linkWithoutEmail(JSON.parse(text))) : text,
  )
}

function mayContainEmail(text: string): boolean {
  return text.includes('@') || text.includes('%40')
}
