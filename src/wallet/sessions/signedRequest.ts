import { type Fields, type Message, typedDataHasher } from '@chancery/verify/ethereum/typedData'

/** Signed fields of a request, explained in docs/wallet-authors.md. */
const requestFields = {
  wallet: 'address',
  method: 'string',
  url: 'string',
  bodySha256: 'bytes32',
  timestamp: 'uint256',
  nonce: 'string',
} as const satisfies Fields

export type SignedRequest = Message<typeof requestFields>

/** Creates the EIP-712 hash function of requests. */
export function requestHasher(chainId: number): (request: SignedRequest) => Uint8Array {
  return typedDataHasher({ name: 'Chancery', version: '1', chainId }, { name: 'Request', fields: requestFields })
}
