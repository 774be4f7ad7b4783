// Public API of @chancery/verify. All other modules are internal and change without notice.

export type { ConfirmIssuer, IssuerAnswer, IssuerQuestion, VerifiedIssuer } from './checks/bundleIdentity.ts'
export type {
  AnchorClaim,
  AnchorResult,
  CheckContractSignature,
  ContractSignature,
  ContractSignatureResult,
  FindAnchor,
  Outcome,
} from './checks/check.ts'
export type { CheckResult, Verdict } from './checks/runChecks.ts'
export type { RecoverPublicKey } from './ethereum/signer.ts'
export { type Bundle, readBundle, UnreadableBundle } from './proof/bundle.ts'
export type { Language } from './texts/languages.ts'
export { type VerifyOptions, type VerifyResult, verify } from './verify.ts'
