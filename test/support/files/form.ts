import { randomUUID } from 'node:crypto'

export type Part = { name: string; content: Uint8Array; filename?: string }

/** Returns the body of a multipart form as bytes, which tests can cut or change. */
export function formOf(parts: Part[]): { type: string; body: Buffer } {
  const boundary = randomUUID()
  const pieces = parts.flatMap(({ name, content, filename }) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename ? `; filename="${filename}"` : ''}\r\n\r\n`,
    content,
    '\r\n',
  ])
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([...pieces, `--${boundary}--\r\n`].map((piece) => Buffer.from(piece))),
  }
}
