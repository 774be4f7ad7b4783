import { type Address, parseAddress } from '@chancery/verify/ethereum/address'

/** A sign-in message (EIP-4361). */
export type SignInMessage = {
  address: Address
  /** Host that requested the signature, with its port unless it is the default. */
  domain: string
  uri: string
  scheme: string | undefined
  version: string
  chainId: number
  nonce: string
  notBefore: Date | null
  expiresAt: Date | null
}

/** Parses a message that matches EIP-4361 exactly. Returns null for any other text. */
export async function parseSignInMessage(text: string): Promise<SignInMessage | null> {
  // Loads the grammar only when needed.
  const { ParsedMessage } = await import('@signinwithethereum/siwe-parser')
  try {
    const { address, notBefore, expirationTime, ...rest } = new ParsedMessage(text)
    const parsed = parseAddress(address)
    return parsed && { ...rest, address: parsed, notBefore: dateOf(notBefore), expiresAt: dateOf(expirationTime) }
  } catch {
    // Also catches other errors: the parser fails on characters beyond 16 bits.
    return null
  }
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text)
}
