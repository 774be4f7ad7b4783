export { ChanceryError, type ClientCode } from './errors.ts'
export { Chancery, type ChanceryOptions } from './lms/chancery.ts'
export type { EntryOutcome, IssueManyOptions } from './lms/issueMany.ts'
export {
  type CertificateCheck,
  type ConfirmedIssuer,
  type Party,
  type PublicCertificate,
  type ReadOptions,
  readCertificate,
  type UnconfirmedIssuer,
} from './readCertificate.ts'
export type * from './types.ts'
export type {
  Eip1193Provider,
  EthersSigner,
  Signer,
  TypedData,
  ViemAccount,
  ViemWalletClient,
} from './wallet/signer.ts'
export type { BundleFact } from './wallet/walletCertificates.ts'
export { WalletClient, type WalletClientOptions } from './wallet/walletClient.ts'
export {
  type ConfirmationChange,
  type WebhookEvent,
  type WebhookHeaders,
  type WebhookOptions,
  webhooks,
} from './webhooks.ts'
