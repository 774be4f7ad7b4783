import type { WalletCertificate, Webhook } from '../database/prisma/client.ts'
import type { Secrets } from '../database/secrets.ts'
import { SecretsUnusable } from '../database/secretsFile.ts'
import { Problem, problemCausedBy } from './problem.ts'

// How secrets are stored in rows: encrypted if the database has a key, otherwise in the clear.

export type StoredChecksum = Pick<WalletCertificate, 'checksumHash' | 'sealedChecksum'>

export type StoredWebhookSecret = Pick<Webhook, 'secret' | 'sealedSecret'>

export const placeOfChecksum = (certificateId: string) => `certificate/${certificateId}`
export const placeOfWebhook = (webhookId: number) => `webhook/${webhookId}`

/** Returns the columns of a certificate's checksum (lower-case hex). */
export function storeChecksum(secrets: Secrets | null, id: string, checksum: string | null): StoredChecksum {
  if (checksum === null || !secrets) return { checksumHash: checksum, sealedChecksum: null }
  return { checksumHash: null, sealedChecksum: secrets.seal(Buffer.from(checksum, 'hex'), placeOfChecksum(id)) }
}

/** Adds the checksum of a certificate in the clear. Throws `secrets.unreadable`. */
export function withChecksum<Row extends StoredChecksum & { id: string }>(
  secrets: Secrets | null,
  row: Row,
): Row & { checksum: string | null } {
  const { id, checksumHash, sealedChecksum } = row
  return { ...row, checksum: sealedChecksum ? openChecksum(secrets, id, sealedChecksum) : checksumHash }
}

/** Throws `secrets.unreadable`. */
export function openChecksum(secrets: Secrets | null, id: string, sealed: Uint8Array): string {
  return openSecret(secrets, sealed, placeOfChecksum(id)).toString('hex')
}

export function storeWebhookSecret(secrets: Secrets | null, id: number, secret: string): StoredWebhookSecret {
  if (!secrets) return { secret, sealedSecret: null }
  return { secret: null, sealedSecret: secrets.seal(Buffer.from(secret), placeOfWebhook(id)) }
}

/** Throws `secrets.unreadable`. */
export function readWebhookSecret(
  secrets: Secrets | null,
  { id, secret, sealedSecret }: StoredWebhookSecret & { id: number },
): string {
  if (sealedSecret) return openSecret(secrets, sealedSecret, placeOfWebhook(id)).toString()
  if (secret === null) throw new Error(`Webhook ${id} has no secret.`)
  return secret
}

/** A secret that cannot be read is an outage: only the operator can restore the key. */
function openSecret(secrets: Secrets | null, sealed: Uint8Array, about: string): Buffer {
  if (!secrets) throw new Problem('secrets.unreadable')
  try {
    return Buffer.from(secrets.open(sealed, about))
  } catch (error) {
    throw error instanceof SecretsUnusable ? problemCausedBy(error, 'secrets.unreadable') : error
  }
}
