import { appendFile } from 'node:fs/promises'
import { afterAll, inject } from 'vitest'
import { type Answer, type HostileRequest, send } from './hostileClient.ts'

let sent = 0

/** Sends a wrong request, and counts it for the total at the end of the run. */
export async function sendWrong(url: string, request: HostileRequest): Promise<Answer> {
  sent += 1
  return send(url, request)
}

// Test files share no memory, so each adds its count to the file that countWrongRequests.ts reads.
afterAll(() => appendFile(inject('wrongRequests'), `${sent}\n`))
