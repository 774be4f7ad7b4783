import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { generate } from 'selfsigned'
import { SMTPServer } from 'smtp-server'
import { afterAll } from 'vitest'
import { type ReceivedMail, readMail } from './readMail.ts'

/** What the server does at RCPT TO: accepts, refuses with a code, or never answers. */
export type Reception = 'accept' | 'hang' | { code: number; text: string }

export type TestSmtp = {
  port: number
  /** Accepted mails, in the order of their arrival. */
  mails: ReceivedMail[]
  /** Addresses of all attempts. */
  tried: string[]
  /** Sets what the server does at RCPT TO from now on. */
  receive(how: (address: string) => Reception): void
  /** Sets what happens after a whole mail has arrived, before the server answers that it accepts the mail. */
  beforeAnswer(hold: (mail: ReceivedMail) => Promise<void>): void
  /** Certificate authority (PEM) that vouches for the server, if it has TLS. */
  ca: string | undefined
  /** Ends the server and all connections. */
  close(): Promise<void>
}

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

type Options = {
  port?: number
  tls?: 'starttls' | 'implicit'
  login?: { user: string; pass: string }
}

/** Starts a mail server on loopback. It is closed after the tests of the file. */
export async function startSmtp({ port = 0, tls, login }: Options = {}): Promise<TestSmtp> {
  const own = tls && (await certificate())
  let how: (address: string) => Reception = () => 'accept'
  let hold: (mail: ReceivedMail) => Promise<void> = async () => {}
  const mails: ReceivedMail[] = []
  const tried: string[] = []
  const server = new SMTPServer({
    ...(own && { key: own.key, cert: own.ca }),
    secure: tls === 'implicit',
    authOptional: login === undefined,
    disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    disableReverseLookup: true,
    closeTimeout: 1,
    onAuth({ username, password }, _session, done) {
      const isRight = username === login?.user && password === login?.pass
      done(isRight ? null : Object.assign(new Error('Wrong password'), { responseCode: 535 }), { user: username })
    },
    onRcptTo({ address }, _session, done) {
      tried.push(address)
      const reception = how(address)
      if (reception === 'accept') done()
      else if (reception !== 'hang') done(Object.assign(new Error(reception.text), { responseCode: reception.code }))
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address).join()
        const from = session.envelope.mailFrom ? session.envelope.mailFrom.address : ''
        const mail = readMail(Buffer.concat(parts).toString(), { from, to, secure: session.secure })
        mails.push(mail)
        hold(mail).then(() => done(), done)
      })
    },
  })
  // Clients end connections as they like.
  server.on('error', () => {})
  const listening = server.listen(port, '127.0.0.1')
  await once(listening, 'listening')
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  closings.push(close)
  return {
    port: (listening.address() as AddressInfo).port, // A TCP server has no other kind.
    mails,
    tried,
    receive(next) {
      how = next
    },
    beforeAnswer(next) {
      hold = next
    },
    ca: own?.ca,
    close,
  }
}

async function certificate() {
  const { private: key, cert: ca } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
  })
  return { key, ca }
}
