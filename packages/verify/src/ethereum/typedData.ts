import { concatBytes, hexToBytes } from '@noble/hashes/utils.js'
import type { Address } from './address.ts'
import { keccak } from './keccak.ts'

// Typed data (EIP-712). Parts that depend only on the types are hashed once.

const PREFIX = Uint8Array.of(0x19, 0x01)
const WORD = 32

type Values = { address: Address; bytes32: Uint8Array; uint256: bigint; string: string }

/** List of structures. Its value is the list of their hashes. */
type ListType = `${Capitalize<string>}[]`

type FieldType = keyof Values | ListType

/** Fields of a structure in order: name → type. */
export type Fields = Record<string, FieldType>

type ValueOf<Type extends FieldType> = Type extends keyof Values ? Values[Type] : Uint8Array[]

export type Message<Of extends Fields> = { [Name in keyof Of]: ValueOf<Of[Name]> }

/** `lists` defines the structures of list fields, by name. */
export type Struct<Of extends Fields = Fields> = { name: string; fields: Of; lists?: Record<string, Fields> }

/** Domain of a signature. A signature for one domain is invalid for another. */
export type Domain = { name: string; version: string; chainId: number }

/** Domain fields in use; EIP-712 makes each of them optional. */
export const domainFields = { name: 'string', version: 'string', chainId: 'uint256' } satisfies Fields

/** Returns a function that computes the digest to sign. */
export function typedDataHasher<Of extends Fields>(
  { name, version, chainId }: Domain,
  struct: Struct<Of>,
): (message: Message<Of>) => Uint8Array {
  const domain = structHasher({ name: 'EIP712Domain', fields: domainFields })
  const hashStruct = structHasher(struct)
  let separator: Uint8Array | undefined
  return (message) => {
    separator ??= domain({ name, version, chainId: BigInt(chainId) })
    return keccak(concatBytes(PREFIX, separator, hashStruct(message)))
  }
}

/** Returns a function that hashes a structure (`hashStruct` of EIP-712). */
export function structHasher<Of extends Fields>(struct: Struct<Of>): (message: Message<Of>) => Uint8Array {
  const entries: [string, FieldType][] = Object.entries(struct.fields)
  // Not at the start, where a first hash takes many times as long.
  let typeHash: Uint8Array | undefined
  return (message) => {
    typeHash ??= keccak(encodedType(struct))
    const words = new Uint8Array((entries.length + 1) * WORD)
    words.set(typeHash)
    entries.forEach(([name, of], index) => {
      words.set(word(of, message[name]), (index + 1) * WORD)
    })
    return keccak(words)
  }
}

/** Encodes the structure, then the referenced ones, sorted by name (`encodeType` of EIP-712). */
function encodedType({ name, fields, lists = {} }: Struct): string {
  const referenced = Object.entries(lists).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return [[name, fields] as const, ...referenced]
    .map(([name, fields]) => `${name}(${Object.entries(fields).map(([field, of]) => `${of} ${field}`)})`)
    .join('')
}

function word(type: FieldType, value: unknown): Uint8Array {
  switch (type) {
    case 'address':
      return hexToBytes((value as Address).slice(2).padStart(2 * WORD, '0')) // The field's type guarantees these casts.
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
