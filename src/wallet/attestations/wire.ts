import type { z } from 'zod'
import { walletTypes } from '../walletTypes.ts'
import type { newAttestation, verification } from './schemas.ts'
import type { Attestation, NewAttestation } from './service.ts'

export function attestationFromWire(body: z.output<typeof newAttestation>): NewAttestation {
  return {
    verifier: body.verifier,
    verifierType: body.verifier_type === 2 ? 'academy' : 'business',
    certificateId: body.certificate,
    grantedToType: walletTypes[(body.granted_to_type ?? 1) - 1] ?? 'learner',
  }
}

export function attestationToWire(row: Attestation): z.output<typeof verification> {
  return {
    id: row.id,
    state: row.state,
    tx_hash: row.event?.transactionHash ?? null,
    block_hash: row.event?.blockHash ?? null,
    block_number: Number(row.event?.blockNumber ?? 0),
    certificate: row.certificateId,
    granted_to: row.grantedToId,
    granted_to_eth_address: row.grantedTo?.address ?? null,
    granted_to_type: walletTypes.indexOf(row.grantedToType) + 1,
    verifier: row.verifierId,
    verifier_eth_address: row.verifier.address,
    verifier_type: walletTypes.indexOf(row.verifierType) + 1,
    meta_ipfs_hash: row.event?.ipfsHash ?? null,
    date_created: row.createdAt.toISOString(),
    date_last_modified: row.modifiedAt.toISOString(),
  }
}
