import type { CID } from 'multiformats/cid'
import { z } from 'zod'
import { parseCid } from '../../ipfs/cid.ts'

// `ipfs://CID`, and the addresses of gateways: https://host/ipfs/CID and https://CID.ipfs.host. A query chooses only how a
// gateway shows the file. A path names a file in a folder, so the CID alone would be another document.

/** Longer than any CID, because parsing takes quadratic time. */
const MAX_CID = 128
const MAX_ADDRESS = 1000

const forms = [
  /^ipfs:\/\/(?:ipfs\/)?(?<cid>[^/?#]+)(?<rest>[^?#]*)/i,
  /^(?:https?:\/\/[^/?#]+)?\/ipfs\/(?<cid>[^/?#]+)(?<rest>[^?#]*)/i,
  /^https?:\/\/(?<cid>[^./?#]+)\.ipfs\.[^/?#]+(?<rest>[^?#]*)/i,
]

/** The CID of a document, with its text as given. */
export type DocumentHash = { cid: CID; hash: string }

/** Accepts a CID, or an address that contains it. */
export const documentHash = z
  .string()
  .max(MAX_ADDRESS, { error: `At most ${MAX_ADDRESS} characters.`, abort: true })
  .transform((text, context): DocumentHash => {
    const { cid: hash = text, rest = '' } = formOf(text) ?? {}
    if (rest !== '' && rest !== '/') {
      context.addIssue('The address has a path after the CID. Enter the CID of the document itself.')
      return z.NEVER
    }
    const cid = hash.length > MAX_CID ? null : parseCid(hash)
    if (cid) return { cid, hash }
    context.addIssue('Enter an IPFS content identifier (CID), version 0 or 1, ipfs://CID, or its address at a gateway.')
    return z.NEVER
  })

function formOf(text: string): { cid?: string; rest?: string } | undefined {
  for (const form of forms) {
    const groups = form.exec(text)?.groups
    if (groups) return groups
  }
  return undefined
}
