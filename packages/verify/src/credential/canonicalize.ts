import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Contexts } from './contexts.ts'
import type { JsonObject } from './json.ts'

/** The document has no canonical form: a term without a definition, or too many ways to order its parts. */
export class NotCanonical extends Error {}

/**
 * Returns the canonical N-Quads (RDFC-1.0). Throws NotCanonical. The build of jsonld for browsers has no HTTP client, so
 * nothing can be fetched.
 */
export async function canonicalize(document: JsonObject, contexts: Contexts, signal?: AbortSignal): Promise<string> {
  const { default: jsonld } = await import('jsonld/dist/jsonld.esm.min.js')
  try {
    return await jsonld.canonize(document, {
      // Otherwise terms without a definition are dropped, and so are not signed.
      safe: true,
      documentLoader: async (url) => {
        const known = contexts.get(url)
        if (!known) throw new NotCanonical(`Context ${url} is not known.`)
        return { contextUrl: null, documentUrl: url, document: known, tag: 'static' }
      },
      canonizeOptions: { createMessageDigest: newDigest, signal },
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new NotCanonical(error instanceof Error ? error.message : 'Unknown error.', { cause: error })
  }
}

function newDigest() {
  const hash = sha256.create()
  return {
    update(text: string) {
      hash.update(utf8ToBytes(text))
    },
    digest: () => bytesToHex(hash.digest()),
  }
}
