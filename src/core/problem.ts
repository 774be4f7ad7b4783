import { Explained } from '../explained.ts'

/** Every way in which a service says no. Each API's `errors.ts` gives each of them its HTTP status. */
export type ProblemCode =
  | 'input.invalid'
  | 'key.missing'
  | 'key.invalid'
  | 'key.not_found'
  | 'key.scope_missing'
  | 'site.not_found'
  | 'rate.limited'
  | 'signature.missing'
  | 'signature.invalid'
  | 'signature.expired'
  | 'signature.replayed'
  | 'signature.static'
  | 'issuer_signature.invalid'
  | 'nonce.invalid'
  | 'session.invalid'
  | 'course.not_found'
  | 'user.not_found'
  | 'user.protected'
  | 'certificate.not_found'
  | 'certificate.unproven'
  | 'certificate.deleted'
  | 'certificate.not_holder'
  | 'certificate.not_issuer'
  | 'certificate.exists'
  | 'certificate.replaced'
  | 'certificate.revoked'
  | 'certificate.published'
  | 'certificate.changed'
  | 'verification.not_found'
  | 'verification.not_party'
  | 'verification.own'
  | 'verification.duplicate'
  | 'verification.moved'
  | 'user.no_wallet'
  | 'site.no_issuer_key'
  | 'webhook.not_found'
  | 'webhook.too_many'
  | 'event.not_found'
  | 'idempotency.key_reused'
  | 'idempotency.in_flight'
  | 'document.not_found'
  | 'document.unchecked'
  | 'document.not_stored'
  | 'document.damaged'
  | 'document.unsupported'
  | 'range.unsatisfiable'
  | 'ipfs.unavailable'
  | 'ipfs.full'
  | 'document.not_rendered'
  | 'document.not_kept'
  | 'template.not_found'
  | 'template.invalid'
  | 'template.in_use'
  | 'template.too_many'
  | 'renderer.busy'
  | 'chain.unavailable'
  | 'database.unavailable'
  | 'server.busy'

/** What is wrong with each field of an input: its path → sentences for the reader. */
export type FieldErrors = Record<string, string[]>

/** The one error that services throw: a stable code, a sentence that helps, and the fields concerned. */
export class Problem extends Explained {
  override readonly name = 'Problem'
  readonly code: ProblemCode
  readonly fields: FieldErrors | undefined

  constructor(code: ProblemCode, message: string, fields?: FieldErrors, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.fields = fields
  }
}

/** An input that cannot be right, found out by a service. */
export function invalid(field: string, message: string): Problem {
  return new Problem('input.invalid', message, { [field]: [message] })
}
