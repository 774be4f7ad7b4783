import type { Address } from '@chancery/verify/ethereum/address'
import { keccak256, SigningKey } from 'ethers/crypto'
import { getBytes } from 'ethers/utils'
import type { IssuerKey } from './issuerKey.ts'

/** Returns the address of a private key (Yellow Paper, appendix F). */
export function addressOf(key: IssuerKey): Address {
  const publicKey = getBytes(new SigningKey(key).publicKey)
  return `0x${keccak256(publicKey.subarray(1)).slice(-40)}`
}
