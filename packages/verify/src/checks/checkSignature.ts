import { type RecoverPublicKey, signerOf } from '../ethereum/signer.ts'
import type { CheckContractSignature, Result } from './check.ts'
import type { IssuerSignature } from './verifiable.ts'

/** `checkContractSignature` is unset without a chain node. */
export type SignaturePorts = {
  recoverPublicKey: RecoverPublicKey
  checkContractSignature?: CheckContractSignature | undefined
}

/** Checks the issuer's signature of the current content: by its key, or by its contract (EIP-1271). */
export async function checkSignature(
  { signer: address, chain, bytes, digest, byContract }: IssuerSignature,
  { recoverPublicKey, checkContractSignature }: SignaturePorts,
  signal: AbortSignal,
): Promise<Result> {
  const evidence = { address }
  if (!digest) return { outcome: 'unknown', code: 'issuer.unknown_version', evidence }
  if (signerOf(digest, bytes, recoverPublicKey) === address) {
    return { outcome: 'passed', code: 'issuer.signed', evidence }
  }
  const checkContract = checkContractSignature ?? (async () => 'elsewhere' as const)
  switch (byContract ? await checkContract({ wallet: address, chain, digest, bytes }, signal) : 'refused') {
    case 'accepted':
      return { outcome: 'passed', code: 'issuer.signed', evidence }
    case 'refused':
      return { outcome: 'failed', code: 'issuer.not_signed', evidence }
    case 'elsewhere':
      return { outcome: 'unknown', code: 'issuer.contract', evidence }
    case 'unavailable':
      return { outcome: 'unknown', code: 'issuer.unavailable', evidence }
  }
}
