/** Codes of PostgreSQL, Node and Prisma: unavailable, full, timed out, read-only (after a failover) or deadlocked. */
const outages =
  /^(08|53|58|57014|57P0|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037)/

/** The same errors in Prisma's driver adapters, which have a kind instead of a code. */
const kinds: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
])

/** Message of pg-pool. */
export const CONNECT_TIMEOUT = 'timeout exceeded when trying to connect'

export const NO_CONNECTION_FREE = 'No database connection was free in time.'

/** The second is Prisma's, when the event loop is so late that the pool has not given up yet. */
const busy = [NO_CONNECTION_FREE, 'Unable to start a transaction in the given time']

/** Messages of connection errors, which have no code. */
const messages = [
  CONNECT_TIMEOUT,
  NO_CONNECTION_FREE,
  'Connection terminated',
  'not queryable',
  'Query read timeout',
] as const

/** Returns whether a query got no connection because the load is too high, and not because the database is unavailable. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && busy.some((message) => error.message.includes(message))
}

/** Returns whether an error means that the database is unavailable, busy or full, and not that the request is wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (codesOf(error).some((code) => outages.test(code))) return true
  if ('syscall' in error && error.syscall === 'connect') return true
  return messages.some((one) => error.message.includes(one)) || kinds.has(adapterCause(error)?.kind)
}

/** Returns whether a query changes something, and its transaction is read-only. */
export function isRefusedWrite(error: unknown): boolean {
  return error instanceof Error && codesOf(error).includes('25006')
}

function codesOf(error: Error): string[] {
  const cause = adapterCause(error)
  const codes = ['code' in error && error.code, cause?.originalCode, cause?.code]
  return codes.filter((code) => typeof code === 'string')
}

/** Returns the driver's error, which Prisma wraps in its own codes (P2010, P2039). */
function adapterCause(error: Error): { kind?: unknown; code?: unknown; originalCode?: unknown } | undefined {
  const wrapped =
    'meta' in error ? (error.meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError : error
  if (!(wrapped instanceof Error) || wrapped.name !== 'DriverAdapterError') return undefined
  return typeof wrapped.cause === 'object' && wrapped.cause !== null ? wrapped.cause : undefined
}
