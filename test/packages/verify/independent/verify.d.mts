export type IndependentVerdict = 'valid' | 'not_valid' | 'not_checked' | 'unreadable' | 'other_chain'

/** Calls a JSON-RPC method of a node; throws when the node does not answer. */
export type Ask = (method: string, params: unknown[]) => Promise<unknown>

export function verify(
  text: string,
  file?: Uint8Array | null,
  now?: Date,
  ask?: Ask | null,
): Promise<IndependentVerdict>
