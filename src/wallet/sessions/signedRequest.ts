import { type Fields, type Message, typedDataHasher } from '@chancery/verify/ethereum/typedData'

/** Signed fields of a request, explained in docs/wallet-authors.md. */
const requestFields = {
  wallet: 'address',
  method: 'string',
  url: 'string',
  contentType: 'string',
  bodySha256: 'bytes32',
  timestamp: 'uint256',
  nonce: 'string',
} as const satisfies Fields

const { contentType: _, ...firstFields } = requestFields

export type SignedRequest = Message<typeof requestFields>

/** Version of a signed request. Version 1 does not cover `Content-Type`. */
export type RequestVersion = 1 | 2

/** Creates the EIP-712 hash functions of requests, by version. */
export function requestHashers(chainId: number): Record<RequestVersion, (request: SignedRequest) => Uint8Array> {
  return {
    1: typedDataHasher({ name: 'Chancery', version: '1', chainId }, { name: 'Request', fields: firstFields }),
    2: typedDataHasher({ name: 'Chancery', version: '2', chainId }, { name: 'Request', fields: requestFields }),
  }
}
