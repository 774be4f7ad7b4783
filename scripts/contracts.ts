import { readdir, readFile, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import solc from 'solc'
import { z } from 'zod'

// `npm run contracts` compiles contracts/*.sol and stores the results next to their sources. No other step needs solc.

const folder = new URL('../contracts/', import.meta.url)

/** With the compiler version, these settings determine the output. Without metadata, comments do not affect it. */
const settings = {
  evmVersion: 'shanghai',
  optimizer: { enabled: true, runs: 1_000_000 },
  metadata: { appendCBOR: false, bytecodeHash: 'none' },
}

const code = z.object({ object: z.string().regex(/^[0-9a-f]+$/) })

const compiled = z.object({
  errors: z.array(z.object({ formattedMessage: z.string() })).default([]),
  contracts: z
    .record(
      z.string(),
      z.record(
        z.string(),
        z.object({ abi: z.array(z.unknown()), evm: z.object({ bytecode: code, deployedBytecode: code }) }),
      ),
    )
    .default({}),
})

/** Compiles all contracts. Returns file name → content. Throws on errors and warnings. */
export async function compileContracts(): Promise<Map<string, string>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sol')).sort()
  const sources = Object.fromEntries(
    await Promise.all(files.map(async (name) => [name, { content: await readFile(new URL(name, folder), 'utf8') }])),
  )
  const outputSelection = { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } }
  const input = { language: 'Solidity', sources, settings: { ...settings, outputSelection } }
  const { errors, contracts } = compiled.parse(JSON.parse(solc.compile(JSON.stringify(input))))
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'))
  return new Map(
    Object.entries(contracts).flatMap(([source, inFile]) =>
      Object.entries(inFile).map(([contract, { abi, evm }]) => {
        const artifact = {
          contract,
          source,
          compiler: solc.version(),
          settings,
          abi,
          creationCode: `0x${evm.bytecode.object}`,
          runtimeCode: `0x${evm.deployedBytecode.object}`,
        }
        return [`${contract}.json`, `${JSON.stringify(artifact, null, 2)}\n`] as const
      }),
    ),
  )
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const [name, text] of await compileContracts()) {
    await writeFile(new URL(name, folder), text)
    console.log(`contracts/${name}`)
  }
}
