import { z } from 'zod'
import { concatSql, isoTimeOf, objectSql, plainOf, textOf } from '../../core/jsonSql.ts'
import { doc } from '../../http/schemas.ts'
import { address } from '../schemas.ts'
import { typeNumberOf } from '../walletTypes.ts'

export const shownAttestation = z.object({
  id: z.uuid().meta(doc('Attestation ID', '9ffd6ed3-fa64-4beb-903e-b1c4fd6d0c99')),
  state: z.enum(['verified', 'revoked']).meta(doc('State', 'verified')),
  verifier_type: z.int().meta(doc('Type of the verifier: 2 academy, 3 business', 2)),
  verifier_name: z.string().meta(doc('Name of the verifier; empty if unknown', '')),
  verifier_eth_address: address.meta(
    doc('Wallet address of the verifier, lower case with 0x', '0xd2be64317eb1832309df8c8c18b09871809f3735'),
  ),
  date_last_modified: z.iso.datetime().meta(doc('Time of the last state change', '2026-12-01T12:00:00.000Z')),
  tx_hash: z
    .string()
    .nullable()
    .meta(doc('Hash of the transaction that verified it', `0x${'5b'.repeat(32)}`)),
})

const attestationSql = {
  id: plainOf('verification.id'),
  state: plainOf('verification.state'),
  verifier_type: typeNumberOf('verification.verifier_type'),
  verifier_name: textOf('verifier.name'),
  verifier_eth_address: plainOf('verifier.address'),
  date_last_modified: isoTimeOf('verification.modified_at'),
  tx_hash: textOf('event.transaction_hash'),
}

/** SQL of `certificate`'s public attestations, without outer brackets: a list per verifier, by first attestation. */
export const shownAttestationsSql = `CASE WHEN EXISTS (
  SELECT FROM verifications WHERE certificate_id = certificate.id AND state IN ('verified', 'revoked')
) THEN (
  SELECT string_agg('[' || entries || ']', ',' ORDER BY since, first)
  FROM (
    SELECT min(verification.modified_at) AS since,
      (array_agg(verification.id ORDER BY verification.modified_at, verification.id))[1] AS first,
      string_agg(
        ${concatSql(objectSql(shownAttestation.shape, attestationSql))}, ',' ORDER BY verification.modified_at, verification.id
      ) AS entries
    FROM verifications verification
    JOIN wallets verifier ON verifier.id = verification.verifier_id
    LEFT JOIN verification_events event ON event.id = verification.event_id
    WHERE verification.certificate_id = certificate.id AND verification.state IN ('verified', 'revoked')
    GROUP BY verifier.id
  ) verified
) END`
