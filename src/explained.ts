/** An error whose message says all that its reader needs, in one line. */
export class Explained extends Error {}

/** What an error says, in one line. */
export function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // A host with several addresses fails without a message.
  return error.message || ('code' in error ? error.code : error.name)
}
