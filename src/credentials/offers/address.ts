/** Returns the interaction URL of an offer (VC API): HTML for people, protocols for wallets. `iuv` is its version. */
export function offerAddress(publicUrl: string, token: string): string {
  return `${publicUrl}/offers/${token}?iuv=1`
}
