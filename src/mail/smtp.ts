import type { ConnectionOptions } from 'node:tls'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpServer } from '../core/serviceUrlFormats.ts'

/** The server could not be reached, or refused the login: no mail was offered to it. */
export class SmtpUnavailable extends Error {}

export type Envelope = { from: string; to: string }

/** Connections to a mail server, which are reused. */
export type Smtp = {
  /** Sends a message. Throws SmtpUnavailable, or an error of nodemailer: see `refusalOf`. */
  send(envelope: Envelope, message: Buffer): Promise<void>
  /** Ends all connections, also those that send. */
  close(): void
}

export type SmtpOptions = {
  server: SmtpServer
  /** For servers with a certificate of their own. */
  tls?: ConnectionOptions | undefined
  /** Maximum time (ms) without an answer of the server. */
  timeoutMs?: number | undefined
}

const TIMEOUT_MS = 30_000

/** Maximum time (ms) of a whole message, however slowly the server answers. */
const MESSAGE_MS = 90_000

/** Many servers end a connection after some messages, or a minute without one. */
const MAX_MESSAGES = 100
const IDLE_MS = 20_000

type Connection = {
  smtp: SMTPConnection
  sent: number
  isOpen: boolean
  idle: NodeJS.Timeout | undefined
  /** Ends the step that is under way, if any. */
  fail(error: Error): void
}

/** Runs a step of a connection, which its callback, an error or the end of the connection finishes. */
function step(connection: Connection, start: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.fail = reject
    start((error) => (error ? reject(error) : resolve()))
  })
}

export function openSmtp({ server, tls, timeoutMs = TIMEOUT_MS }: SmtpOptions): Smtp {
  const idle: Connection[] = []
  const all = new Set<Connection>()

  async function connect(): Promise<Connection> {
    const smtp = new SMTPConnection({ ...optionsOf(server, timeoutMs), ...(tls && { tls }) })
    const connection: Connection = { smtp, sent: 0, isOpen: true, idle: undefined, fail: () => {} }
    all.add(connection)
    smtp.on('error', (error) => connection.fail(error))
    smtp.once('end', () => {
      connection.isOpen = false
      all.delete(connection)
      clearTimeout(connection.idle)
      connection.fail(new Error('The server ended the connection.'))
    })
    try {
      await step(connection, (done) => smtp.connect(done))
      const { login } = server
      if (login) await step(connection, (done) => smtp.login({ credentials: login }, done))
      return connection
    } catch (error) {
      smtp.close()
      throw new SmtpUnavailable(`Mail server ${server.host}:${server.port}: ${messageOf(error)}`, { cause: error })
    }
  }

  async function use(connection: Connection, envelope: Envelope, message: Buffer): Promise<void> {
    clearTimeout(connection.idle)
    const { smtp } = connection
    const limit = setTimeout(() => smtp.close(), MESSAGE_MS)
    try {
      await step(connection, (done) => smtp.send({ ...envelope, to: [envelope.to] }, message, done))
    } finally {
      clearTimeout(limit)
      connection.sent += 1
    }
  }

  /** Keeps a connection for the next message, after a refused message only if the server forgets it. */
  function keep(connection: Connection, isRefused: boolean): void {
    const { smtp } = connection
    const wait = () => {
      if (!connection.isOpen) return
      connection.idle = setTimeout(() => {
        connection.isOpen = false
        smtp.quit()
      }, IDLE_MS)
      idle.push(connection)
    }
    if (connection.sent >= MAX_MESSAGES) smtp.quit()
    else if (isRefused) smtp.reset((error) => (error ? smtp.close() : wait()))
    else wait()
  }

  return {
    async send(envelope, message) {
      let connection = idle.pop()
      while (connection && !connection.isOpen) connection = idle.pop()
      connection ??= await connect()
      try {
        await use(connection, envelope, message)
        keep(connection, false)
      } catch (error) {
        const refusal = refusalOf(error)
        if (refusal && refusal.code !== 421 && connection.isOpen) keep(connection, true)
        else connection.smtp.close()
        throw error
      }
    },
    close() {
      for (const { smtp, idle: timer } of all) {
        clearTimeout(timer)
        smtp.close()
      }
    },
  }
}

function optionsOf({ host, port, secure, login }: SmtpServer, timeoutMs: number) {
  const isLocal = host === 'localhost' || host === '::1' || host.startsWith('127.')
  return {
    host,
    port,
    secure,
    // A password must not cross a network in the clear.
    requireTLS: login !== null && !isLocal,
    // Servers for this machine alone often have no certificate that clients trust.
    ignoreTLS: isLocal && !secure && login === null,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    logger: false,
  }
}

/** Answer of the server that refuses a message. */
export type Refusal = {
  /** Three digits: 4xx is temporary, 5xx is permanent. */
  code: number
  /** Whether the server refused the address of the recipient. */
  isOfAddress: boolean
  text: string
}

/** Returns the answer in an error of `send`; null if the server did not answer. */
export function refusalOf(error: unknown): Refusal | null {
  if (!(error instanceof Error) || error instanceof SmtpUnavailable) return null
  const { responseCode, command, response } = error as Error & Record<string, unknown> // Fields that nodemailer adds.
  if (typeof responseCode !== 'number') return null
  return { code: responseCode, isOfAddress: command === 'RCPT TO', text: String(response ?? error.message) }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
