import { hash } from 'node:crypto'

/** Returns the proof of a file, as docs/verifying.md specifies it. */
export function proofOf(publicId: string, file: Uint8Array): string {
  return hash('sha256', `chancery file ${publicId} ${hash('sha256', file)}`)
}
