import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ResourceLimits, Worker } from 'node:worker_threads'

// Starts modules in their own thread or process. Module URLs have no extension: it is .js if compiled, .ts otherwise.

export function startThread(module: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  const options = { workerData, resourceLimits }
  const compiled = new URL(`${module.href}.js`)
  if (existsSync(compiled)) return new Worker(compiled, options)
  // A thread of Node 20 does not inherit the loader of its process.
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module.href}.ts') })`
  return new Worker(code, { ...options, eval: true })
}

/** Starts a process with an IPC channel. */
export function startProcess(module: URL, { execArgv = [], ...options }: ForkOptions): ChildProcess {
  const compiled = new URL(`${module.href}.js`)
  if (existsSync(compiled)) return fork(fileURLToPath(compiled), { ...options, execArgv })
  const loader = ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  return fork(fileURLToPath(`${module.href}.ts`), { ...options, execArgv: [...loader, ...execArgv] })
}
