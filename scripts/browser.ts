import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'

// Browser part of `npm run build`: bundles the checks of bundles and of Open Badges, and the reader of PDFs, as self-contained scripts. The
// output is reproducible.

const root = fileURLToPath(new URL('..', import.meta.url))

const common: BuildOptions = {
  absWorkingDir: root,
  outdir: root,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  conditions: ['@chancery/source'],
  target: 'es2022',
  charset: 'utf8',
  logLevel: 'warning',
}

/** Returns script name → content. Each language is a script, and its texts of Open Badges another. */
export async function scriptsForBrowsers(): Promise<Map<string, string>> {
  const built = await Promise.all([
    build({
      ...common,
      entryPoints: {
        checkProof: 'packages/verify/src/browser.ts',
        checkCredential: 'packages/verify/src/credentialBrowser.ts',
        texts: 'packages/verify/src/texts/loadTexts.ts',
      },
      // Shared modules, languages, and what only Open Badges need: parts of jsonld, contexts and public suffixes.
      splitting: true,
      chunkNames: 'part-[hash]',
      legalComments: 'none',
      write: false,
    }),
    build({
      ...common,
      entryPoints: { readPdf: 'packages/verify/src/pdf/worker.ts' },
      // Otherwise PDF.js takes the messages for readPdf.js.
      define: { 'self.postMessage': 'undefined' },
      banner: {
        js: '// Contains PDF.js (https://mozilla.github.io/pdf.js), © Mozilla Foundation, under the Apache License 2.0.',
      },
      legalComments: 'none',
      write: false,
    }),
  ])
  return new Map(built.flatMap(({ outputFiles }) => outputFiles).map(({ path, text }) => [basename(path), text]))
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
