import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import { connect } from 'node:net'

// Clients that send what fetch and supertest would reject or correct.

export type HostileRequest = {
  method: string
  path: string
  headers?: OutgoingHttpHeaders
  body?: Buffer | string | null
  chunked?: boolean
}

export type Answer = { status: number; headers: IncomingHttpHeaders; body: string }

const PATIENCE_MS = 10_000

/**
 * Sends a request unchanged. Rejects if the connection breaks, even after the answer, or if the answer is incomplete.
 */
export function send(url: string, { method, path, headers, body, chunked = false }: HostileRequest): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const bytes = Buffer.from(body ?? '')
    const framing =
      body == null ? {} : chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': bytes.length }
    const outgoing = { connection: 'close', ...headers, ...framing }
    const sending = httpRequest({ hostname, port, method, path, agent: false, headers: outgoing })
    const patience = setTimeout(() => sending.destroy(new Error('No whole answer came.')), PATIENCE_MS)
    let answer: Promise<Answer> | undefined
    sending.on('response', (response) => {
      answer = readAnswer(response)
      answer.catch(reject)
    })
    sending.on('error', reject)
    sending.on('close', () => {
      clearTimeout(patience)
      if (answer) resolve(answer)
      else reject(new Error('The connection was closed without an answer.'))
    })
    for (let start = 0; start < bytes.length; start += 65_536) sending.write(bytes.subarray(start, start + 65_536))
    sending.end()
  })
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const parts = await response.setEncoding('utf8').toArray()
  return { status: response.statusCode ?? 0, headers: response.headers, body: parts.join('') }
}

export type Conversation = {
  answers: Answer[]
  /** How the server ended the connection; null if the client ended it. */
  ending: 'close' | 'reset' | null
}

type Script = {
  /** Half-closes the connection after the last byte. */
  half?: boolean
  /** Keeps its side open when the server has closed its own. */
  stubborn?: boolean
  /** Disconnects after so many answers. */
  answers?: number
}

/** Writes bytes to a connection, and reads answers until the server closes it or there are enough. */
export function converse(url: string, bytes: Buffer | string, script: Script = {}): Promise<Conversation> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    let received = ''
    let ending: Conversation['ending'] = null
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true })
    const patience = setTimeout(() => socket.destroy(new Error(`Too few answers: ${received}`)), PATIENCE_MS)
    socket.setEncoding('latin1')
    socket.write(bytes)
    if (script.half) socket.end()
    socket.on('data', (text) => {
      received += text
      if (script.answers && readAnswers(received).length >= script.answers) socket.destroy()
    })
    socket.on('end', () => {
      ending = 'close'
      if (!script.stubborn) socket.end()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error)
      ending = 'reset'
    })
    socket.on('close', () => {
      clearTimeout(patience)
      resolve({ answers: readAnswers(received), ending })
    })
  })
}

/** Returns the complete answers in a text. */
function readAnswers(text: string): Answer[] {
  const answers: Answer[] = []
  let rest = text
  for (;;) {
    const match = /^HTTP\/1\.1 (\d{3}) [^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n/.exec(rest)
    if (!match) return answers
    const [head, status, lines = ''] = match
    const headers = Object.fromEntries(
      lines
        .split('\r\n')
        .filter(Boolean)
        .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
    )
    const end = head.length + Number(headers['content-length'] ?? 0)
    if (rest.length < end) return answers
    const body = Buffer.from(rest.slice(head.length, end), 'latin1').toString('utf8')
    answers.push({ status: Number(status), headers, body })
    rest = rest.slice(end)
  }
}
