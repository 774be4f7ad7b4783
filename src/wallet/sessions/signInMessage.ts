import { type Address, parseAddress } from '@chancery/verify/ethereum/address'

/** What a wallet signs to sign in (EIP-4361). */
export type SignInMessage = {
  address: Address
  /** Host of who asked for the signature, with its port where that is not the usual one. */
  domain: string
  /** Where to sign in. */
  uri: string
  scheme: string | undefined
  version: string
  chainId: number
  nonce: string
  notBefore: Date | null
  expiresAt: Date | null
}

/** Reads a message that is written exactly as EIP-4361 has it; null for any other text. */
export async function parseSignInMessage(text: string): Promise<SignInMessage | null> {
  // Only who signs in pays for loading its grammar.
  const { ParsedMessage } = await import('@signinwithethereum/siwe-parser')
  try {
    const { address, notBefore, expirationTime, ...rest } = new ParsedMessage(text)
    const parsed = parseAddress(address)
    return parsed && { ...rest, address: parsed, notBefore: dateOf(notBefore), expiresAt: dateOf(expirationTime) }
  } catch {
    // Not only by its own errors: it does not expect characters beyond 16 bits.
    return null
  }
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text)
}
