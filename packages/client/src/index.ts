export { ChanceryError, type ClientCode } from './errors.ts'
export { Chancery, type ChanceryOptions } from './lms/chancery.ts'
export type { EntryOutcome, IssueManyOptions } from './lms/issueMany.ts'
export type * from './types.ts'
export {
  type ConfirmationChange,
  type VerifyOptions,
  type WebhookEvent,
  type WebhookHeaders,
  webhooks,
} from './webhooks.ts'
