/** Types that browsers display without running scripts, with their first bytes. */
const safeTypes = [
  { type: 'application/pdf', extension: 'pdf', begins: Buffer.from('%PDF-') },
  { type: 'image/png', extension: 'png', begins: Buffer.from('89504e470d0a1a0a', 'hex') },
  { type: 'image/jpeg', extension: 'jpg', begins: Buffer.from('ffd8ff', 'hex') },
]

/** Detects the type of a file by its first bytes. Anything that a browser might run is `application/octet-stream`. */
export function typeOf(firstBytes: Uint8Array): { type: string; extension: string; isSafe: boolean } {
  const known = safeTypes.find(({ begins }) => begins.equals(firstBytes.subarray(0, begins.length)))
  return known ? { ...known, isSafe: true } : { type: 'application/octet-stream', extension: 'bin', isSafe: false }
}
