/** Shows the ends of a wallet's address. */
export function shortAddress(address: string | null): string {
  return address?.replace(/^(.{6}).*(.{4})$/, '$1…$2') ?? ''
}
