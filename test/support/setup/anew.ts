import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { vi } from 'vitest'

// Files of tests share a process, and with it the libraries, which take a second to load; all of ours is loaded anew.
vi.resetModules()

// What runs beside ours is what is shipped, compiled by the setup of all tests: each is spared a compiler.
vi.mock('../../../src/startModule.ts', async (load) => {
  const { startProcess, startThread } = await load<typeof import('../../../src/startModule.ts')>()
  const compiled = ({ href }: URL) => new URL(href.replace('/src/', '/dist/'))
  return {
    startThread: (module, ...rest) => startThread(compiled(module), ...rest),
    startProcess: (module, ...rest) => startProcess(compiled(module), ...rest),
  } satisfies typeof import('../../../src/startModule.ts')
})

// While one compiled PostgreSQL is kept, every thread of this process that wants the same has it at once (V8 caches it).
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> } // Missing in the types of Node.
const kept = globalThis as { postgres?: object }
const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite')
kept.postgres ??= await WebAssembly.compile(await readFile(new URL('pglite.wasm', pathToFileURL(pglite))))
