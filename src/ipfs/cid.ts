import { code as DAG_PB } from '@ipld/dag-pb'
import { base16 } from 'multiformats/bases/base16'
import { base32, base32upper } from 'multiformats/bases/base32'
import { base36 } from 'multiformats/bases/base36'
import { base58btc } from 'multiformats/bases/base58'
import { base64url } from 'multiformats/bases/base64'
import { CID } from 'multiformats/cid'

const decoder = base32.decoder
  .or(base58btc.decoder)
  .or(base36.decoder)
  .or(base16.decoder)
  .or(base32upper.decoder)
  .or(base64url.decoder)

/** Parses a CID of version 0 or 1 in the usual multibases. Returns null for anything else, including paths. */
export function parseCid(text: string): CID | null {
  try {
    return text.startsWith('Qm') ? CID.parse(text) : CID.parse(text, decoder)
  } catch {
    return null
  }
}

/** Returns a CID as certificates may name it: version 0 has another text for the same block. */
export function formsOf(cid: CID): string[] {
  const hasVersion0 = cid.code === DAG_PB && cid.multihash.code === SHA_256
  return hasVersion0 ? [cid.toV0(), cid.toV1()].map(String) : [String(cid.toV1())]
}

const SHA_256 = 0x12
