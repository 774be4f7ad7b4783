import { existsSync } from 'node:fs'
import { type ResourceLimits, Worker } from 'node:worker_threads'

/** Starts a thread of this program: a module, named without its extension, that finds this as its `workerData`. */
export function startThread(module: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Worker {
  const options = { workerData, resourceLimits }
  const compiled = new URL(`${module.href}.js`)
  if (existsSync(compiled)) return new Worker(compiled, options)
  // Not compiled (development): a thread of Node 20 does not take over the loader of its process.
  const code = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module.href}.ts') })`
  return new Worker(code, { ...options, eval: true })
}
