import { type ChildProcess, type ForkOptions, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type ResourceLimits, Worker } from 'node:worker_threads'

// Modules of this program that run beside it. They are named without their extension: where they are not compiled
// (development), they are started with a compiler.

/** Starts a thread, which finds this as its `workerData`. */
export function startThread(module: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  const options = { workerData, resourceLimits }
  const compiled = new URL(`${module.href}.js`)
  if (existsSync(compiled)) return new Worker(compiled, options)
  // A thread of Node 20 does not take over the loader of its process.
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module.href}.ts') })`
  return new Worker(code, { ...options, eval: true })
}

/** Starts a process, which `process.send` connects with this one. */
export function startProcess(module: URL, { execArgv = [], ...options }: ForkOptions): ChildProcess {
  const compiled = new URL(`${module.href}.js`)
  if (existsSync(compiled)) return fork(fileURLToPath(compiled), { ...options, execArgv })
  const loader = ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
  return fork(fileURLToPath(`${module.href}.ts`), { ...options, execArgv: [...loader, ...execArgv] })
}
