import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

/** The number of the chain that anvil makes. */
export const ANVIL_CHAIN = 31_337

/**
 * Starts an Ethereum node with a chain of its own on loopback, gone when this process is. Null where the package
 * @foundry-rs/anvil is not installed.
 */
export async function startAnvilProcess(): Promise<{ url: string; child: ChildProcess } | null> {
  const program = findProgram()
  if (!program) return null
  const child = spawn(program, ['--port', '0', '--chain-id', String(ANVIL_CHAIN)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // From the beginning: it may be over before the node listens.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  // What cannot even be run prints nothing: that is told below.
  child.on('error', () => {})
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /Listening on (\S+)/.exec(line) ?? []
    if (!address) continue
    child.stdout.resume()
    return { url: `http://${address}`, child }
  }
  throw new Error('anvil did not start.')
}

/** The program itself: what npm installs as `anvil` is a script around it, which would leave it behind. */
function findProgram(): string | null {
  const { platform, arch } = process
  const folder = `@foundry-rs/anvil-${platform}-${arch === 'x64' ? 'amd64' : arch}`
  try {
    return createRequire(import.meta.url).resolve(`${folder}/bin/anvil${platform === 'win32' ? '.exe' : ''}`)
  } catch {
    return null
  }
}
