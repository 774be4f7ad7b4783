import { concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import type { Address } from './address.ts'
import { keccak } from './keccak.ts'

// Typed data (EIP-712). All that depends on the types only is hashed once.

/** What stands before everything that is signed as typed data. */
const PREFIX = Uint8Array.of(0x19, 0x01)
const WORD = 32

/** The types that fields may have, and what their values are here. */
type Values = { address: Address; bytes32: Uint8Array; uint256: bigint; string: string }

/** A field that is a list of structures: its value here are their hashes, so that who does not know all can hash it too. */
type ListType = `${Capitalize<string>}[]`

type FieldType = keyof Values | ListType

/** The fields of a structure in their order: name → type. */
export type Fields = Record<string, FieldType>

type ValueOf<Type extends FieldType> = Type extends keyof Values ? Values[Type] : Uint8Array[]

export type Message<Of extends Fields> = { [Name in keyof Of]: ValueOf<Of[Name]> }

/** A structure: its name, its fields, and the structures that it has lists of, by name. */
export type Struct<Of extends Fields = Fields> = { name: string; fields: Of; lists?: Record<string, Fields> }

/** Whose messages they are: a signature for one domain is none for another. */
export type Domain = { name: string; version: string; chainId: number }

/** The fields of every domain here. */
export const domainFields = { name: 'string', version: 'string', chainId: 'uint256' } satisfies Fields

/** Makes the function that tells the digest of a message, which is what its signer signs. */
export function typedDataHasher<Of extends Fields>(
  { name, version, chainId }: Domain,
  struct: Struct<Of>,
): (message: Message<Of>) => Uint8Array {
  const domain = structHasher({ name: 'EIP712Domain', fields: domainFields })
  const separator = domain({ name, version, chainId: BigInt(chainId) })
  const hashStruct = structHasher(struct)
  return (message) => keccak(concatBytes(PREFIX, separator, hashStruct(message)))
}

/** Makes the function that hashes a structure. */
export function structHasher<Of extends Fields>(struct: Struct<Of>): (message: Message<Of>) => Uint8Array {
  const entries: [string, FieldType][] = Object.entries(struct.fields)
  const typeHash = keccak(encodedType(struct))
  return (message) => {
    const words = new Uint8Array((entries.length + 1) * WORD)
    words.set(typeHash)
    entries.forEach(([name, of], index) => {
      words.set(word(of, message[name]), (index + 1) * WORD)
    })
    return keccak(words)
  }
}

/** The structure itself, then those that it refers to by name. */
function encodedType({ name, fields, lists = {} }: Struct): string {
  const referred = Object.entries(lists).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return [[name, fields] as const, ...referred]
    .map(([name, fields]) => `${name}(${Object.entries(fields).map(([field, of]) => `${of} ${field}`)})`)
    .join('')
}

function word(type: FieldType, value: unknown): Uint8Array {
  switch (type) {
    case 'address':
      return hexToBytes((value as Address).slice(2).padStart(2 * WORD, '0')) // As its type says, here and below.
    case 'uint256':
      return hexToBytes((value as bigint).toString(16).padStart(2 * WORD, '0'))
    case 'string':
      return keccak(value as string)
    case 'bytes32':
      return value as Uint8Array
    default:
      return keccak(concatBytes(...(value as Uint8Array[])))
  }
}
