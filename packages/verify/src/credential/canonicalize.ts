import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { ActiveContext } from 'jsonld/dist/jsonld.esm.min.js'
import type { Contexts } from './contexts.ts'
import type { JsonObject } from './json.ts'

/** The document has no canonical form: a term without a definition, or too many ways to order its parts. */
export class NotCanonical extends Error {}

let loaded: ReturnType<typeof load> | undefined

/**
 * Loads jsonld. It copies all terms with their definitions several times for each part of a document, which takes most of the
 * time. Definitions never change, so a copy of the table is enough.
 */
async function load() {
  const { default: jsonld } = await import('jsonld/dist/jsonld.esm.min.js')
  const initial = await jsonld.processContext(null, null)
  initial.clone = copyTable
  return jsonld
}

/** Copies what the function of jsonld copies. All contexts are copies of the initial one, and inherit this function. */
function copyTable(this: ActiveContext): ActiveContext {
  const { clone, getInverse, revertToPreviousContext, previousContext } = this
  return {
    ...{ clone, getInverse, revertToPreviousContext },
    mappings: new Map(this.mappings),
    protected: { ...this.protected },
    inverse: null,
    ...(previousContext && { previousContext: previousContext.clone() }),
    ...('@base' in this && { '@base': this['@base'] }),
    ...('@language' in this && { '@language': this['@language'] }),
    ...('@vocab' in this && { '@vocab': this['@vocab'] }),
  }
}

/**
 * Returns the canonical N-Quads (RDFC-1.0). Throws NotCanonical. The build of jsonld for browsers has no HTTP client, so
 * nothing can be fetched.
 */
export async function canonicalize(document: JsonObject, contexts: Contexts, signal?: AbortSignal): Promise<string> {
  loaded ??= load()
  const jsonld = await loaded
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
