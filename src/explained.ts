/** An error that is fully explained by its one-line message. It is printed without a stack trace. */
export class Explained extends Error {}

export function reasonOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  // A host with several addresses fails without a message.
  return error.message || ('code' in error ? error.code : error.name)
}
