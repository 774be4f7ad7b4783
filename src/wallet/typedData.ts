import type { Address } from './address.ts'
import { keccak } from './keccak.ts'

// Typed data (EIP-712) of flat structures. All that depends on the types only is hashed once.

/** What stands before everything that is signed as typed data. */
const PREFIX = Buffer.from('1901', 'hex')
const WORD = 32

/** The types that fields may have, and what their values are here. */
type Values = { address: Address; bytes32: Uint8Array; uint256: bigint; string: string }

/** The fields of a structure in their order: name → type. */
export type Fields = Record<string, keyof Values>

export type Message<Of extends Fields> = { [Name in keyof Of]: Values[Of[Name]] }

/** Whose messages they are: a signature for one domain is none for another. */
export type Domain = { name: string; version: string; chainId: number }

const domainFields = { name: 'string', version: 'string', chainId: 'uint256' } satisfies Fields

/** Makes the function that tells the digest of a message, which is what its signer signs. */
export function typedDataHasher<Of extends Fields>(
  { name, version, chainId }: Domain,
  type: string,
  fields: Of,
): (message: Message<Of>) => Uint8Array {
  const separator = structHasher('EIP712Domain', domainFields)({ name, version, chainId: BigInt(chainId) })
  const hashStruct = structHasher(type, fields)
  return (message) => keccak(Buffer.concat([PREFIX, separator, hashStruct(message)]))
}

function structHasher<Of extends Fields>(type: string, fields: Of): (message: Message<Of>) => Uint8Array {
  const entries: [string, keyof Values][] = Object.entries(fields)
  const typeHash = keccak(`${type}(${entries.map(([name, of]) => `${of} ${name}`).join()})`)
  return (message) => {
    const words = Buffer.alloc((entries.length + 1) * WORD)
    words.set(typeHash)
    entries.forEach(([name, of], index) => {
      words.set(word(of, message[name]), (index + 1) * WORD)
    })
    return keccak(words)
  }
}

function word(type: keyof Values, value: unknown): Uint8Array {
  switch (type) {
    case 'address':
      return Buffer.from((value as Address).slice(2).padStart(2 * WORD, '0'), 'hex') // As its type says, here and below.
    case 'uint256':
      return Buffer.from((value as bigint).toString(16).padStart(2 * WORD, '0'), 'hex')
    case 'string':
      return keccak(value as string)
    case 'bytes32':
      return value as Uint8Array
  }
}
