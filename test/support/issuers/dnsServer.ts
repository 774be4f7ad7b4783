import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  TRUNCATED_RESPONSE,
} from 'dns-packet'
import { afterAll } from 'vitest'

export type Query = { name: string; type: string; transport: 'udp' | 'tcp' }

/**
 * What the server answers: records, a response code, the bytes of a message, or nothing. If records are too long for
 * UDP, it demands TCP. So it does for `stream`, bytes to send by TCP at once, and `drip`, to send one by one.
 */
export type DnsAnswer = Answer[] | keyof typeof rcodes | Buffer | 'silent' | { stream: Buffer } | { drip: Buffer }

export type DnsHandler = (query: Query) => DnsAnswer | Promise<DnsAnswer>

export type DnsServer = {
  /** For `servers` and DNS_SERVERS. */
  address: string
  queries: Query[]
  /** Sets the answer to the next queries. */
  answer(handler: DnsHandler): void
  close(): Promise<void>
}

const rcodes = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 }

const MAX_UDP_BYTES = 1232

// Registered when the file is loaded: Vitest ignores an `afterAll` that is called in a hook or a test.
const closings: (() => Promise<void>)[] = []
afterAll(() => Promise.all(closings.map((close) => close())))

/** Starts a DNS server on loopback, by UDP and TCP. It knows no name at first, and is closed after the tests. */
export async function startDnsServer(handler: DnsHandler = () => 'NXDOMAIN'): Promise<DnsServer> {
  const sockets = new Set<Socket>()
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => {})
    let received = Buffer.alloc(0)
    socket.on('data', (part) => {
      received = Buffer.concat([received, part])
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE()) {
        const end = 2 + received.readUInt16BE()
        const question = decode(received.subarray(2, end))
        received = received.subarray(end)
        void respond(question, 'tcp').then((answer) => answer && sendByTcp(socket, answer))
      }
    })
  })
  const udp = createSocket('udp4', (message, { address, port }) => {
    void respond(decode(message), 'udp').then((answer) => Buffer.isBuffer(answer) && udp.send(answer, port, address))
  })
  tcp.listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const { port } = tcp.address() as AddressInfo // TCP servers have an AddressInfo.
  udp.bind(port, '127.0.0.1')
  await once(udp, 'listening')

  const server: DnsServer = {
    address: `127.0.0.1:${port}`,
    queries: [],
    answer(next) {
      handler = next
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ])
    },
  }
  let isClosed: Promise<void> | undefined
  const { close } = server
  server.close = () => {
    isClosed ??= close()
    return isClosed
  }
  closings.push(server.close)
  return server

  async function respond(question: Packet, transport: Query['transport']) {
    const { name = '', type = '' } = question.questions?.[0] ?? {}
    const query = { name: name.toLowerCase(), type, transport }
    server.queries.push(query)
    const answer = await handler(query)
    if (answer === 'silent') return null
    if (Buffer.isBuffer(answer)) return withId(answer, question.id ?? 0)
    const message = (answers: Answer[], flags: number) =>
      encode({
        type: 'response',
        id: question.id,
        flags: AUTHORITATIVE_ANSWER | RECURSION_AVAILABLE | flags,
        questions: question.questions,
        answers,
      })
    if (typeof answer === 'string') return message([], rcodes[answer])
    if (!Array.isArray(answer)) return transport === 'tcp' ? answer : message([], TRUNCATED_RESPONSE)
    const bytes = message(answer, 0)
    return transport === 'udp' && bytes.length > MAX_UDP_BYTES ? message([], TRUNCATED_RESPONSE) : bytes
  }
}

/** Writes the id of the question into an answer of raw bytes. */
function withId(answer: Buffer, id: number): Buffer {
  const bytes = Buffer.from(answer)
  if (bytes.length >= 2) bytes.writeUInt16BE(id)
  return bytes
}

function sendByTcp(socket: Socket, answer: Buffer | { stream: Buffer } | { drip: Buffer }): void {
  if (Buffer.isBuffer(answer)) socket.write(framed(answer))
  else if ('stream' in answer) socket.write(answer.stream)
  else {
    let sent = 0
    const timer = setInterval(() => socket.write(answer.drip.subarray(sent, ++sent)), 20)
    socket.on('close', () => clearInterval(timer))
  }
}

/** Puts the length before a message, as TCP needs it. */
function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(message.length)
  return Buffer.concat([length, message])
}

/** Records of names, in short: `{ 'uni.example': { TXT: ['a text', ['in', 'chunks']], A: ['127.0.0.1'] } }`. */
export type Zone = Record<string, { TXT?: (string | string[])[]; A?: string[]; AAAA?: string[]; CNAME?: string }>

/** Answers as a resolver does: follows CNAME records, and knows no other names than those of the zone. */
export function zone(names: Zone): DnsHandler {
  return ({ name, type }) => {
    const answers: Answer[] = []
    let at = name
    for (let hops = 0; hops < 20; hops += 1) {
      const records = names[at]
      if (!records) return answers.length > 0 && type === 'CNAME' ? answers : 'NXDOMAIN'
      if (records.CNAME !== undefined) {
        answers.push({ name: at, type: 'CNAME', class: 'IN', ttl: 60, data: records.CNAME })
        if (type === 'CNAME') return answers
        at = records.CNAME
        continue
      }
      for (const data of type === 'TXT' ? (records.TXT ?? []) : [])
        answers.push({ name: at, type: 'TXT', ttl: 60, data })
      for (const data of type === 'A' ? (records.A ?? []) : []) answers.push({ name: at, type: 'A', ttl: 60, data })
      for (const data of type === 'AAAA' ? (records.AAAA ?? []) : []) {
        answers.push({ name: at, type: 'AAAA', ttl: 60, data })
      }
      return answers
    }
    return 'SERVFAIL'
  }
}
