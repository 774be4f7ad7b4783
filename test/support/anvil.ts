import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { afterAll } from 'vitest'

/** The number of the chain that anvil makes. */
export const ANVIL_CHAIN = 31_337

/** A real Ethereum node on loopback, with a chain of its own. */
export type Anvil = {
  url: string
  /** Puts a contract of this code (hex) at an address. */
  setCode(address: string, code: string): Promise<void>
  send(method: string, params: unknown[]): Promise<unknown>
  kill(): Promise<void>
}

const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a node; it is killed after the tests of the file. */
export async function startAnvil(): Promise<Anvil> {
  const child = spawn(binary(), ['--port', '0', '--chain-id', String(ANVIL_CHAIN)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  running.add(child)
  let url: string | undefined
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /Listening on (\S+)/.exec(line) ?? []
    if (!address) continue
    url = `http://${address}`
    break
  }
  child.stdout.resume()
  if (!url) throw new Error('anvil did not start.')
  const where = url
  const send = async (method: string, params: unknown[]) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })
    const answer = await fetch(where, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
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

/** The program itself: what npm installs as `anvil` is a script around it, which would leave it behind. */
function binary(): string {
  const { platform, arch } = process
  const system = platform === 'win32' ? 'win32' : platform
  const folder = `@foundry-rs/anvil-${system}-${arch === 'x64' ? 'amd64' : arch}`
  return createRequire(import.meta.url).resolve(`${folder}/bin/anvil${platform === 'win32' ? '.exe' : ''}`)
}
