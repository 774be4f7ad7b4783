/** An error whose message (one line) is all that the reader needs. */
export class Explained extends Error {}

export function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // A host with several addresses fails without a message.
  return error.message || ('code' in error ? error.code : error.name)
}
