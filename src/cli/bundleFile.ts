import { open } from 'node:fs/promises'
import { type Bundle, readBundle, UnreadableBundle } from '@chancery/verify/proof/bundle'
import { MAX_BUNDLE_BYTES } from '@chancery/verify/proof/bundleText'

/** Reads a bundle from a file of any size. Throws UnreadableBundle with the file's name. */
export async function readBundleFile(path: string): Promise<Bundle> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(MAX_BUNDLE_BYTES + 1) })
    return readBundle(buffer.subarray(0, bytesRead))
  } catch (error) {
    if (!(error instanceof UnreadableBundle)) throw error
    throw new UnreadableBundle(`${path}: ${error.message}`, { cause: error })
  } finally {
    await file.close()
  }
}
