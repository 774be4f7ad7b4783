import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ResourceLimits, Worker } from 'node:worker_threads'
import { modules } from './root.ts'

// Starts modules in their own thread or process. A module is a path in `src` without its extension, and an entry point
// of scripts/server.ts.

export function startThread(module: string, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  const options = { workerData, resourceLimits }
  const compiled = new URL(`${module}.js`, modules)
  if (existsSync(compiled)) return new Worker(compiled, options)
  // A thread of Node 20 does not inherit the loader of its process.
  const source = new URL(`${module}.ts`, modules)
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import('${source.href}') })`
  return new Worker(code, { ...options, eval: true })
}

/** Starts a process with an IPC channel. */
export function startProcess(module: string, { execArgv = [], ...options }: ForkOptions): ChildProcess {
  const compiled = new URL(`${module}.js`, modules)
  if (existsSync(compiled)) return fork(fileURLToPath(compiled), { ...options, execArgv })
  const loader = ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  return fork(fileURLToPath(new URL(`${module}.ts`, modules)), { ...options, execArgv: [...loader, ...execArgv] })
}
