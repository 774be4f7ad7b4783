import { z } from 'zod'
import { ChainUnavailable } from './chain.ts'

// Formats of JSON-RPC: numbers and bytes are both written as 0x….

export const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/i)
  .transform(BigInt)

/** Integer of at most 2⁵³: a height, a count, Unix seconds. */
export const count = quantity.pipe(z.bigint().max(BigInt(Number.MAX_SAFE_INTEGER))).transform(Number)

/** Unix seconds before the year 10000, the last year that ISO dates write with four digits. */
export const moment = quantity
  .pipe(z.bigint().max(253_402_300_799n))
  .transform((seconds) => new Date(Number(seconds) * 1000))

export const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/i)
  .transform(bytesOf)

export const bytes256 = z
  .string()
  .regex(/^0x[0-9a-f]{512}$/i)
  .transform(bytesOf)

export const codeBytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/i)
  .transform((text) => text.toLowerCase())

/** Parses a response. Throws ChainUnavailable if it is malformed. */
export function readAnswer<Schema extends z.ZodType>(schema: Schema, answer: unknown, method: string): z.infer<Schema> {
  const read = schema.safeParse(answer)
  if (!read.success) throw new ChainUnavailable(`The node returned a malformed response to ${method}.`)
  return read.data
}

export function hexOf(value: Uint8Array | number | bigint): string {
  return `0x${value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value.toString(16)}`
}

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(hex.slice(2), 'hex'))
}
