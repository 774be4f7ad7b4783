import { execFile } from 'node:child_process'
import { readdirSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../../..', import.meta.url))

const scripts = ['browser', 'packedDatabase', 'server'].map((name) => `scripts/${name}.ts`)

/** Compiles the programs and threads that tests start, if a source is newer than the last build. */
export default async function setup(): Promise<void> {
  const compiled = 'dist/.tsbuildinfo'
  if (newestIn('src', 'packages', 'prisma/migrations', ...scripts) < newestIn(compiled)) return
  const begin = new Date()
  await promisify(execFile)('npm', ['run', '--silent', 'build'], { cwd: root })
  utimesSync(join(root, compiled), begin, begin)
}

/** Returns when the newest file in these paths was changed, in milliseconds; 0 if there is no file. */
function newestIn(...paths: string[]): number {
  return Math.max(0, ...paths.flatMap((path) => filesIn(join(root, path)).map((file) => statSync(file).mtimeMs)))
}

function filesIn(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isDirectory()) return stat ? [path] : []
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|sql)$/.test(file) && !/(^|\/)(dist|node_modules)\//.test(file))
    .map((file) => join(path, file))
}
