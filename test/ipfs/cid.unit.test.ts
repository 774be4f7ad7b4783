import { base16 } from 'multiformats/bases/base16'
import { base32, base32upper } from 'multiformats/bases/base32'
import { base36 } from 'multiformats/bases/base36'
import { base58btc } from 'multiformats/bases/base58'
import { base64url } from 'multiformats/bases/base64'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { parseCid } from '../../src/ipfs/cid.ts'
import vectors from '../vectors/cids.json' with { type: 'json' }

describe('parseCid', () => {
  it.each(vectors.valid)('reads %s', (text) => {
    expect(parseCid(text)).toStrictEqual(CID.parse(text))
  })

  it.each(vectors.invalid)('rejects "%s"', (text) => {
    expect(parseCid(text)).toBeNull()
  })

  it.each([base32, base32upper, base36, base58btc, base16, base64url])('reads a CID of version 1 in $name', (base) => {
    const cid = CID.parse('bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4')
    expect(parseCid(cid.toString(base))?.equals(cid)).toBe(true)
  })

  it.each([
    ' Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
    'ipfs://Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL',
    'Qme1WcHcEZU5uct9Wgfdn7S3mKbjSkvwdDTTfSUDjHTqjL\n',
    'Qm',
    'b',
    'z',
    'BAFKREIFJJCIE6LYPI6NY7AMXNFFTAGCLBUXNDQONFIPMB64F2KM2DEVEI0',
    'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4bafkrei',
    'ünïcödé',
  ])('rejects %j', (text) => {
    expect(parseCid(text)).toBeNull()
  })
})
