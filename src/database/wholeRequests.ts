import { Transform } from 'node:stream'

/** Messages of PostgreSQL's protocol that end a request: Query and Sync. */
const ENDS: ReadonlySet<string> = new Set(['Q', 'S'])

/**
 * Passes on what a client of PostgreSQL sends, but only whole requests. If a client ends within a request, the embedded
 * database waits for the rest of it, whichever client connects next.
 */
export function wholeRequests(): Transform {
  let pending = Buffer.alloc(0)
  /** Bytes of `pending` in complete messages. */
  let read = 0
  // The first message has no type.
  let typeBytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      pending = Buffer.concat([pending, chunk])
      let whole = 0
      while (pending.length >= read + typeBytes + 4) {
        const end = read + typeBytes + Math.max(4, pending.readUInt32BE(read + typeBytes))
        if (end > pending.length) break
        if (typeBytes === 0 || ENDS.has(String.fromCharCode(pending.readUInt8(read)))) whole = end
        typeBytes = 1
        read = end
      }
      if (whole > 0) this.push(pending.subarray(0, whole))
      pending = pending.subarray(whole)
      read -= whole
      done()
    },
  })
}
