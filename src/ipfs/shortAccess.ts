import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs'

/** Maximum size of a file that is read synchronously. */
const SMALL_BYTES = 64 * 1024

/** After an access that takes longer than SLOW_MS, a process uses the thread pool for SLOW_DISK_MS. */
const SLOW_MS = 5
const SLOW_DISK_MS = 10_000

/**
 * Decides whether short accesses to files are synchronous. A block in the system's cache takes 7 µs of processor time that
 * way, and 100 to 200 µs through the thread pool. A slow disk is used through the thread pool, so that it does not delay
 * other requests.
 */
export function shortAccess() {
  let slowUntil = 0
  return {
    isFast: () => performance.now() >= slowUntil,
    timed<Result>(work: () => Result): Result {
      const start = performance.now()
      try {
        return work()
      } finally {
        const end = performance.now()
        if (end - start > SLOW_MS) slowUntil = end + SLOW_DISK_MS
      }
    },
  }
}

/** Returns the size of a file in bytes; null if it is missing. */
export function statSize(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null
}

/** Returns the bytes of a small file; null if it is larger or missing. */
export function readSmall(path: string): Buffer | null {
  const file = openExisting(path)
  if (file === null) return null
  try {
    const { size } = fstatSync(file)
    if (size > SMALL_BYTES) return null
    const bytes = Buffer.allocUnsafeSlow(size)
    let length = 0
    while (length < size) {
      const count = readSync(file, bytes, length, size - length, length)
      if (count === 0) break
      length += count
    }
    return bytes.subarray(0, length)
  } finally {
    closeSync(file)
  }
}

function openExisting(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}
