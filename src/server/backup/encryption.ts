import { ReadableStream } from 'node:stream/web'
import { Problem } from '../../core/problem.ts'
import { MalformedTar } from './tar.ts'

// The format is age (https://age-encryption.org/v1) with a passphrase, so that the command `age` opens a backup too.

const HEADER = Buffer.from('age-encryption.org/v1\n')

/** Encrypts while the result is read. */
export async function encrypt(
  content: ReadableStream<Uint8Array>,
  passphrase: string,
): Promise<AsyncIterable<Uint8Array>> {
  // Loaded on first use, to keep the start of other commands fast.
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  return encrypter.encrypt(content)
}

/**
 * Decrypts an encrypted backup while the result is read, and returns any other content unchanged. Asks for the passphrase
 * only if it is needed. Throws a Problem if it does not fit, and MalformedTar while reading a truncated or changed backup.
 */
export async function decryptIfEncrypted(
  content: AsyncIterable<Uint8Array>,
  passphrase: () => Promise<string>,
): Promise<AsyncIterable<Uint8Array>> {
  const { start, whole } = await peek(content, HEADER.length)
  if (!start.equals(HEADER)) return whole
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addPassphrase(await passphrase())
  try {
    return withClearErrors(await decrypter.decrypt(ReadableStream.from(whole)))
  } catch (error) {
    throw isOfSystem(error) ? error : new Problem('input.invalid', messageOf(error), undefined, { cause: error })
  }
}

function messageOf(error: unknown): string {
  const isWrong = error instanceof Error && error.message.startsWith('no identity matched')
  return isWrong ? 'The passphrase does not open this backup.' : 'The header of the encrypted backup is damaged.'
}

async function* withClearErrors(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    if (isOfSystem(error)) throw error
    throw new MalformedTar('The encrypted backup is truncated or was changed.', { cause: error })
  }
}

/** Errors of the file system have a code; errors of the library do not. */
function isOfSystem(error: unknown): boolean {
  return !(error instanceof Error) || 'code' in error
}

/** Reads the first bytes. `whole` has all of them again. */
async function peek(
  content: AsyncIterable<Uint8Array>,
  size: number,
): Promise<{ start: Buffer; whole: AsyncGenerator<Uint8Array> }> {
  const parts = content[Symbol.asyncIterator]()
  let read = Buffer.alloc(0)
  while (read.length < size) {
    const next = await parts.next()
    if (next.done) break
    read = Buffer.concat([read, next.value])
  }
  const whole = async function* () {
    yield read
    yield* { [Symbol.asyncIterator]: () => parts }
  }
  return { start: read.subarray(0, size), whole: whole() }
}
