import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Cost, withCost } from './processor.ts'

// Load generator. It parses responses only as far as necessary, because it shares the cores with server and database.

/** Request generator. `next` returns the next request as bytes. `prepare` can build requests in advance. */
export type Target = {
  url: string
  next(): Buffer
  prepare?(): void
  /** Statuses of responses that are expected and counted. Any other one ends the load. */
  expected?: RegExp
}

/**
 * Responses per second, the sorted latencies in milliseconds, the number of responses by status, that of rejections
 * (503), and the processor seconds per 1,000 responses.
 */
export type Load = {
  perSecond: number
  took: Float64Array
  statuses: Map<string, number>
  rejected: number
  cost: Cost | null
}

export type LoadOptions = {
  seconds: number
  /** Requests per second. Unset: as many as possible. */
  rate?: number
  connections?: number
  /** Maximum number of requests. */
  requests?: number
}

const CONNECTIONS = 32

/** Pause (ms) of a connection after a rejection (503). Rejections are counted apart. */
const REJECTED_MS = 20

/** Returns the bytes of a request. */
export function requestOf(
  url: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Buffer {
  const { host, pathname, search } = new URL(url)
  const all = { host, ...headers, ...(body && { 'content-length': String(Buffer.byteLength(body)) }) }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`${method} ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${body}`)
}

/** Repeats one request. */
export function always(url: string, options?: Parameters<typeof requestOf>[1]): Target {
  const request = requestOf(url, options)
  return { url, next: () => request }
}

/** Sends requests as fast as responses arrive, or at a rate per second. Then latency counts from the scheduled time. */
export function load(target: Target, options: LoadOptions): Promise<Load> {
  target.prepare?.()
  return withCost(target.url, answersOf, () => send(target, options))
}

const answersOf = ({ took }: Pick<Load, 'took'>) => took.length

async function send(
  { url, next, expected = /^(2..|304)$/ }: Target,
  { seconds, rate, connections: count = CONNECTIONS, requests = Infinity }: LoadOptions,
): Promise<Omit<Load, 'cost'>> {
  const { hostname, port } = new URL(url)
  const took: number[] = []
  const statuses = new Map<string, number>()
  const isExpected = (status: string) => {
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    return expected.test(status)
  }
  const connections = await Promise.all(
    Array.from({ length: count }, () => openConnection(hostname, Number(port), url, isExpected)),
  )
  const start = performance.now()
  const end = start + seconds * 1000
  const idle: Connection[] = []
  let dues = 0
  let rejected = 0
  const due = () => (rate === undefined ? performance.now() : start + (dues * 1000) / rate)
  const ask = (connection: Connection) => {
    const since = due()
    if (performance.now() >= end || dues >= requests) return connection.close()
    if (since > performance.now()) return void idle.push(connection)
    dues += 1
    connection.ask(next(), (isRejected) => {
      if (isRejected) {
        rejected += 1
        return void setTimeout(ask, REJECTED_MS, connection)
      }
      took.push(performance.now() - since)
      ask(connection)
    })
  }
  for (const connection of connections) ask(connection)
  while (rate !== undefined && performance.now() < end) {
    await sleep(1)
    // Take only connections that are idle now: one without a due request returns to the list.
    for (const connection of idle.splice(0)) ask(connection)
  }
  for (const connection of idle) connection.close()
  await Promise.all(connections.map((connection) => connection.closed))
  const perSecond = (took.length * 1000) / (performance.now() - start)
  return { perSecond, took: Float64Array.from(took).sort(), statuses, rejected }
}

/** Returns a latency quantile; `share` is from 0 to 1. */
export function quantile({ took }: Pick<Load, 'took'>, share: number): number {
  return took[Math.min(Math.floor(took.length * share), took.length - 1)] ?? Number.NaN
}

type Answered = (isRejected: boolean) => void

type Connection = { ask(request: Buffer, answered: Answered): void; close(): void; closed: Promise<unknown> }

type IsExpected = (status: string) => boolean

async function openConnection(host: string, port: number, url: string, isExpected: IsExpected): Promise<Connection> {
  const socket = connect(port, host).setNoDelay()
  await once(socket, 'connect')
  let answered: Answered = () => {}
  const closed = new Promise((resolve, reject) => {
    socket.once('close', resolve)
    socket.once('error', reject)
    readAnswers(
      socket,
      isExpected,
      (isRejected) => answered(isRejected),
      (status) => reject(new Error(`${url} returned ${status} under load.`)),
    )
  })
  return {
    ask(request, then) {
      answered = then
      socket.write(request)
    },
    close: () => socket.destroy(),
    closed,
  }
}

const HEAD_END = Buffer.from('\r\n\r\n')

/** Calls back at the end of each response. */
function readAnswers(
  socket: Socket,
  isExpected: IsExpected,
  answered: Answered,
  failed: (status: string) => void,
): void {
  let head: Buffer | null = Buffer.alloc(0)
  /** Remaining bytes of the body. Unknown for a chunked body. */
  let left = 0
  let isChunked = false
  let isRejected = false
  let tail = ''
  socket.on('data', (received) => {
    let body: Buffer = received
    if (head) {
      head = head.length > 0 ? Buffer.concat([head, received]) : received
      const end = head.indexOf(HEAD_END)
      if (end < 0) return
      const text = head.toString('latin1', 0, end)
      const status = text.slice(9, 12)
      isRejected = status === '503'
      if (!isRejected && !isExpected(status)) failed(`${status}: ${head.subarray(end)}`)
      isChunked = /^transfer-encoding: chunked/im.test(text)
      left = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0)
      body = head.subarray(end + HEAD_END.length)
      head = null
    }
    left -= body.length
    if (isChunked) tail = (tail + body.toString('latin1', Math.max(0, body.length - 5))).slice(-5)
    if (isChunked ? tail !== '0\r\n\r\n' : left > 0) return
    head = Buffer.alloc(0)
    tail = ''
    answered(isRejected)
  })
}
