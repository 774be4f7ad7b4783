/**
 * Codes of PostgreSQL, of Node’s sockets and of Prisma that say: the database cannot be asked now, has no room, may not be
 * written to (its place was taken by another one), or has ended one of two that stood in each other’s way.
 */
const outages =
  /^(08|53|58|57014|57P0|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|P2028|P2034|P2037)/

/** What a driver adapter of Prisma calls the same, where there is no code. */
const kinds: ReadonlySet<unknown> = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
  'TransactionWriteConflict',
])

/** What pg says of connections, without any code. */
const words = /timeout exceeded when trying to connect|Connection terminated|not queryable|Query read timeout/

/** Whether an error says nothing about the request, only that the database cannot be reached or has no room. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (codesOf(error).some((code) => outages.test(code))) return true
  if ('syscall' in error && error.syscall === 'connect') return true
  return words.test(error.message) || kinds.has(adapterCause(error)?.kind)
}

function codesOf(error: Error): string[] {
  const cause = adapterCause(error)
  const codes = ['code' in error && error.code, cause?.originalCode, cause?.code]
  return codes.filter((code) => typeof code === 'string')
}

type AdapterCause = { kind?: unknown; code?: unknown; originalCode?: unknown }

/** What the driver told Prisma, which has codes of its own for it (P2010, P2039). */
function adapterCause(error: Error): AdapterCause | undefined {
  const told =
    'meta' in error ? (error.meta as { driverAdapterError?: unknown } | undefined)?.driverAdapterError : error
  if (!(told instanceof Error) || told.name !== 'DriverAdapterError') return undefined
  return typeof told.cause === 'object' && told.cause !== null ? told.cause : undefined
}
