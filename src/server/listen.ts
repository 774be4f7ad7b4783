import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { ConfigError } from '../core/config.ts'

/** Listens on HOST and on the port of a variable. Returns the actual port, even if it is 0. Throws ConfigError. */
export async function listen(
  app: FastifyInstance,
  variable: 'PORT' | 'WORKER_PORT',
  { host, port }: { host: string; port: number },
): Promise<number> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    const reason = error instanceof Error ? error.message : error
    throw new ConfigError(`Cannot listen on HOST and ${variable} (${host}, ${port}): ${reason}`, { cause: error })
  }
  return (app.server.address() as AddressInfo).port // A TCP server has no other kind.
}
