import { type ChildProcess, spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

export const ANVIL_CHAIN = 31_337

/** Starts a local Ethereum node that ends with this process. Returns null without the package @foundry-rs/anvil. */
export async function startAnvilProcess(): Promise<{ url: string; child: ChildProcess } | null> {
  const program = findProgram()
  if (!program) return null
  const child = spawn(program, ['--port', '0', '--chain-id', String(ANVIL_CHAIN)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // Registers first: the process may end before the node listens.
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  child.once('exit', () => process.off('exit', kill))
  // A program that cannot start prints nothing, which the error below reports.
  child.on('error', () => {})
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /Listening on (\S+)/.exec(line) ?? []
    if (!address) continue
    child.stdout.resume()
    return { url: `http://${address}`, child }
  }
  throw new Error('anvil did not start.')
}

/** Finds the program itself. npm installs `anvil` as a script around it, which would leave it running. */
function findProgram(): string | null {
  const { platform, arch } = process
  const folder = `@foundry-rs/anvil-${platform}-${arch === 'x64' ? 'amd64' : arch}`
  try {
    return createRequire(import.meta.url).resolve(`${folder}/bin/anvil${platform === 'win32' ? '.exe' : ''}`)
  } catch {
    return null
  }
}
