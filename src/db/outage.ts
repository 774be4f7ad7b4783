/** Codes of PostgreSQL, of Node’s sockets and of Prisma that say: the database cannot be asked now. */
const outages =
  /^(08|57014|57P0|53300|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|P1001|P1002|P1008|P1017|P2024|P2028|P2037)/

/** Whether an error says nothing about the request, only that the database cannot be reached or has no room. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && outages.test(error.code)) return true
  if ('syscall' in error && error.syscall === 'connect') return true
  return /timeout exceeded when trying to connect|Connection terminated/.test(error.message)
}
