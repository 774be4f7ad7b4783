import { createHash } from 'node:crypto'
import { Transform } from 'node:stream'

/** A body on its way to whoever reads it, and the SHA-256 of what was read of it so far. */
export class DigestedBody extends Transform {
  readonly #hash = createHash('sha256')

  override _transform(part: Buffer, _encoding: unknown, done: (error: null, part: Buffer) => void): void {
    this.#hash.update(part)
    done(null, part)
  }

  digest(): Uint8Array {
    return this.#hash.copy().digest()
  }
}
