export type IndependentVerdict =
  | 'valid'
  | 'not_valid'
  | 'issuer_not_confirmed'
  | 'not_checked'
  | 'unreadable'
  | 'other_chain'

/** Calls a JSON-RPC method of a node; throws when the node does not answer. */
export type Ask = (method: string, params: unknown[]) => Promise<unknown>

export function verify(
  source: string | Uint8Array,
  file?: Uint8Array | null,
  now?: Date,
  ask?: Ask | null,
  /** The issuer that the caller knows: address, did:pkh or did:web. */
  expectedIssuer?: string,
): Promise<IndependentVerdict>
