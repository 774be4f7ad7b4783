/** A message of PostgreSQL's protocol, with its text as a C string if there is one. */
export function message(type: string, text?: string): Buffer {
  const body = Buffer.from(text === undefined ? '' : `${text}\0`)
  const header = Buffer.alloc(type.length + 4)
  header.write(type)
  header.writeUInt32BE(body.length + 4, type.length)
  return Buffer.concat([header, body])
}

/** The first message of a client: protocol 3.0. */
export const startup = message('', '\0\x03\0\0user\0postgres\0database\0postgres\0')
