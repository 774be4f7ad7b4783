import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

export const ANVIL_CHAIN = 31_337

/** Starts a local Ethereum node, which ends with this process. Returns null if @foundry-rs/anvil is not installed. */
export async function startAnvilProcess(): Promise<{ url: string; child: ChildProcess } | null> {
  const program = findProgram()
  if (!program) return null
  const child = spawn(program, ['--port', '0', '--chain-id', String(ANVIL_CHAIN)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // Register before waiting: this process may end before the node listens.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  // If the program cannot start, it prints nothing and the error below is thrown.
  child.on('error', () => {})
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /Listening on (\S+)/.exec(line) ?? []
    if (!address) continue
    child.stdout.resume()
    return { url: `http://${address}`, child }
  }
  throw new Error('anvil did not start.')
}

/** Finds the anvil binary. Killing npm's wrapper script would leave the binary running. */
function findProgram(): string | null {
  const { platform, arch } = process
  const folder = `@foundry-rs/anvil-${platform}-${arch === 'x64' ? 'amd64' : arch}`
  try {
    return createRequire(import.meta.url).resolve(`${folder}/bin/anvil${platform === 'win32' ? '.exe' : ''}`)
  } catch {
    return null
  }
}
