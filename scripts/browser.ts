import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

// Browser part of `npm run build`: bundles the checks of bundles as self-contained scripts. The output is reproducible.

const root = fileURLToPath(new URL('..', import.meta.url))

/** Returns script name → content. Each language is a separate script. */
export async function scriptsForBrowsers(): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: { checkProof: 'packages/verify/src/browser.ts' },
    outdir: root,
    write: false,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@chancery/source'],
    target: 'es2022',
    chunkNames: 'checkProof-[hash]',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
  })
  return new Map(outputFiles.map(({ path, text }) => [basename(path), text]))
}

/** Writes the scripts and removes others. Does not rewrite equal ones, because a server may be reading them. */
export async function writeForBrowsers(): Promise<void> {
  const folder = join(root, 'dist/browser')
  const [scripts] = await Promise.all([scriptsForBrowsers(), mkdir(folder, { recursive: true })])
  for (const [name, script] of scripts) {
    const file = join(folder, name)
    if ((await readFile(file, 'utf8').catch(() => null)) !== script) await writeFile(file, script)
  }
  for (const name of await readdir(folder)) if (!scripts.has(name)) await rm(join(folder, name))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeForBrowsers()
