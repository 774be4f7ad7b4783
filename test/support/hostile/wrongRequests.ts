import { appendFile } from 'node:fs/promises'
import { afterAll, inject } from 'vitest'
import { type Answer, type HostileRequest, send } from './hostileClient.ts'

let sent = 0

/** Sends a request and counts it among the wrong ones, of which the end of the run tells how many there were. */
export async function sendWrong(url: string, request: HostileRequest): Promise<Answer> {
  sent += 1
  return send(url, request)
}

// Files of tests share no memory: each adds its own to what countWrongRequests.ts adds up.
afterAll(() => appendFile(inject('wrongRequests'), `${sent}\n`))
