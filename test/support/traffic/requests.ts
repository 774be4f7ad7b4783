import { randomUUID } from 'node:crypto'
import type { Answer, Balancer, Choice, Request } from '../server/balancer.ts'
import type { TestWallet } from '../wallet/wallets.ts'

/** The public URL of all servers: wallets sign it, and equal pages have equal ETags. */
export const PUBLIC_URL = 'https://certificates.example'

/** Sends a request to the LMS API. A POST has an idempotency key, so that it can be repeated. */
export type Lms = (
  method: string,
  path: string,
  body?: object | string,
  more?: Choice & { headers?: Record<string, string> },
) => Promise<Answer>

export function lmsThrough(balancer: Balancer, key: string): Lms {
  return (method, path, body, { headers, unlike } = {}) =>
    balancer.send(
      { method, path: `/openapi/v1${path}`, body, headers: { 'x-api-key': key, ...keyed(), ...headers } },
      { unlike },
    )
}

export function keyed(): { 'idempotency-key': string } {
  return { 'idempotency-key': randomUUID() }
}

/** Returns a request to the wallet API that is signed anew for each attempt. */
export function signedRequest(wallet: TestWallet, method: string, path: string, json?: object): Request {
  return signedBody(wallet, method, path, json && { type: 'application/json', body: Buffer.from(JSON.stringify(json)) })
}

/** Does the same with a body of any type. */
export function signedBody(
  wallet: TestWallet,
  method: string,
  path: string,
  { type, body }: { type: string; body: Buffer<ArrayBuffer> } | { type?: undefined; body?: undefined } = {},
): Request {
  const key = keyed()
  return {
    ...{ method, path, body },
    headers: () => ({
      ...key,
      ...(type && { 'content-type': type }),
      ...wallet.sign({ method, url: PUBLIC_URL + path, body: body ?? '', contentType: type ?? '' }),
    }),
  }
}
