import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll } from 'vitest'
import { ANVIL_CHAIN, startAnvilProcess } from '../../../src/cli/anvil.ts'

export { ANVIL_CHAIN }

/** A real Ethereum node on loopback with its own chain. */
export type Anvil = {
  url: string
  /** Puts a contract with this code (hex) at an address. */
  setCode(address: string, code: string): Promise<void>
  send(method: string, params: unknown[]): Promise<unknown>
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a node, which is killed after the tests of the file. */
export async function startAnvil(): Promise<Anvil> {
  const started = await startAnvilProcess()
  if (!started) throw new Error('anvil is not installed: npm ci')
  const { url, child } = started
  running.add(child)
  const send = async (method: string, params: unknown[]) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    const { error, result } = (await answer.json()) as { error?: { message: string }; result?: unknown }
    if (error) throw new Error(error.message)
    return result
  }
  return {
    url,
    send,
    async setCode(address, code) {
      await send('anvil_setCode', [address, code])
    },
    async kill() {
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
