import { type Address, parseAddress } from '@chancery/verify/ethereum/address'
import { invalid } from '../../core/problem.ts'
import { signInFault } from './signInFault.ts'

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
  /** Returns the number of the line that begins so, from 1. */
  lineOf: (beginning: string) => number
}

/** Parses a message that matches EIP-4361 exactly. Throws for any other text, and names the line at fault. */
export async function parseSignInMessage(text: string): Promise<SignInMessage> {
  // Loads the grammar only when needed.
  const { isEIP55Address, ParsedMessage } = await import('@signinwithethereum/siwe-parser')
  try {
    const { address, notBefore, expirationTime, ...rest } = new ParsedMessage(text)
    const parsed = parseAddress(address)
    if (!parsed) throw new Error('The grammar accepts only addresses.')
    const dates = { notBefore: dateOf(notBefore), expiresAt: dateOf(expirationTime) }
    return { ...rest, ...dates, address: parsed, lineOf: (beginning) => lineOf(text, beginning) }
  } catch {
    // Also catches other errors: the parser fails on characters beyond 16 bits.
    const isMistyped = !isEIP55Address(text.split('\n')[1] ?? '')
    const checksum = isMistyped && 'Line 2: the address has a wrong checksum (EIP-55). Check it for typing errors.'
    const fault = signInFault(text) || checksum || 'Compare it with an example of EIP-4361.'
    throw invalid('message', `Must be a complete EIP-4361 message. ${fault}`)
  }
}

/** The statement, in line 4, may begin like a field. */
function lineOf(text: string, beginning: string): number {
  return text.split('\n').findIndex((line, index) => index > 3 && line.startsWith(beginning)) + 1
}

function dateOf(text: string | undefined): Date | null {
  return text === undefined ? null : new Date(text)
}
