import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { vi } from 'vitest'

// Test files share a process, and so the libraries, which take a second to load. Our own modules are loaded again.
vi.resetModules()

// Threads and processes run the bundles, as shipped, so that none of them needs a compiler.
vi.mock('../../../src/root.ts', async (load) => {
  const { root } = await load<typeof import('../../../src/root.ts')>()
  return { root, modules: new URL('dist/', root) } satisfies typeof import('../../../src/root.ts')
})

// While this process has one compiled PostgreSQL in memory, V8 gives it to every thread that needs it.
declare const WebAssembly: { compile(bytes: Uint8Array): Promise<object> } // Missing in the types of Node.
const cache = globalThis as { postgres?: object }
const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite')
cache.postgres ??= await WebAssembly.compile(await readFile(new URL('pglite.wasm', pathToFileURL(pglite))))
