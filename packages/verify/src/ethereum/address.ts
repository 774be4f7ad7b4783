/** Ethereum address in normal form: lower case, with 0x. */
export type Address = `0x${string}`

const pattern = /^(?:0x)?([0-9a-fA-F]{40})$/

/** Parses an address in any letter case, with or without 0x. Returns null for anything else. */
export function parseAddress(text: string): Address | null {
  const digits = pattern.exec(text)?.[1]
  return digits ? `0x${digits.toLowerCase()}` : null
}
