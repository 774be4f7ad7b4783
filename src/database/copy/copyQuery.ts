import type pg from 'pg'

// COPY between a client and its connection. pg has the messages, but no query for them.

/** The methods of pg's connection that its types lack. */
type CopyConnection = { sendCopyFromChunk(rows: Buffer): void; endCopyFrom(): void }

/** Runs `COPY … TO STDOUT` and returns the rows in PostgreSQL's text format. */
export async function copyOut(client: pg.ClientBase, text: string): Promise<Buffer> {
  const rows: Buffer[] = []
  await runCopy(client, text, {
    // The connection reuses its buffer.
    handleCopyData: ({ chunk }) => rows.push(Buffer.from(chunk)),
    handleCopyInResponse() {},
  })
  return Buffer.concat(rows)
}

/** Runs `COPY … FROM STDIN` with rows in PostgreSQL's text format. */
export function copyIn(client: pg.ClientBase, text: string, rows: Buffer): Promise<void> {
  return runCopy(client, text, {
    handleCopyData() {},
    handleCopyInResponse(connection) {
      connection.sendCopyFromChunk(rows)
      connection.endCopyFrom()
    },
  })
}

type Handlers = {
  handleCopyData(message: { chunk: Buffer }): void
  handleCopyInResponse(connection: CopyConnection): void
}

function runCopy(client: pg.ClientBase, text: string, handlers: Handlers): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query({
      submit: (connection: pg.Connection) => connection.query(text),
      handleCommandComplete() {},
      handleReadyForQuery: () => resolve(),
      handleError: (error: Error) => reject(error),
      ...handlers,
    })
  })
}
