import { type Fields, type Message, typedDataHasher } from '@chancery/verify/ethereum/typedData'

/** What a wallet signs of a request: docs/wallet-authors.md explains each field. */
const requestFields = {
  wallet: 'address',
  method: 'string',
  url: 'string',
  bodySha256: 'bytes32',
  timestamp: 'uint256',
  nonce: 'string',
} as const satisfies Fields

export type SignedRequest = Message<typeof requestFields>

/** Makes the function that tells the digest of a request (EIP-712), which its wallet signs. */
export function requestHasher(chainId: number): (request: SignedRequest) => Uint8Array {
  return typedDataHasher({ name: 'Chancery', version: '1', chainId }, { name: 'Request', fields: requestFields })
}
