import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { scriptsForBrowsers } from '../../../../scripts/browser.ts'

const root = fileURLToPath(new URL('../../../..', import.meta.url))

/** Bundles a module for browsers. Returns the files of packages in it: those loaded at once, and all. */
async function packagesIn(entry: string) {
  const { metafile } = await build({
    ...{ absWorkingDir: root, entryPoints: [entry], outdir: 'out', write: false, metafile: true, logLevel: 'silent' },
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'browser', conditions: ['@chancery/source'] },
  })
  const outputs = Object.values(metafile.outputs)
  const first = outputs.find(({ entryPoint }) => entryPoint === entry)
  const waiting = first ? [first] : []
  const atOnce: string[] = []
  for (const output of waiting) {
    atOnce.push(...Object.keys(output.inputs))
    for (const { path, kind } of output.imports) {
      const next = kind === 'import-statement' ? metafile.outputs[path] : undefined
      if (next && !waiting.includes(next)) waiting.push(next)
    }
  }
  return { atOnce, all: outputs.flatMap(({ inputs }) => Object.keys(inputs)) }
}

const heavy = /node_modules\/(jsonld|tldts|@digitalcredentials|@digitalbazaar)\//

describe('loading', () => {
  it('@chancery/verify does not contain jsonld', async () => {
    const { all } = await packagesIn('packages/verify/src/index.ts')
    expect(all.length).toBeGreaterThan(20)
    expect(all.filter((file) => heavy.test(file))).toEqual([])
  })

  it('@chancery/verify/credential loads jsonld with the first credential, and never an HTTP client', async () => {
    const { atOnce, all } = await packagesIn('packages/verify/src/credential.ts')
    expect(atOnce.length).toBeGreaterThan(10)
    expect(atOnce.filter((file) => heavy.test(file))).toEqual([])
    expect(all.filter((file) => /jsonld/.test(file))).toEqual(['node_modules/jsonld/dist/jsonld.esm.min.js'])
    expect(all.filter((file) => /undici|http-client|node_modules\/ky\//.test(file))).toEqual([])
  })

  it('the pages load jsonld only to check a credential', async () => {
    const scripts = await scriptsForBrowsers()
    const others = [...scripts].filter(([name]) => !name.startsWith('checkCredential-'))
    expect(others.map(([name]) => name)).toEqual(expect.arrayContaining(['checkCredential.js', 'checkProof.js']))
    for (const [name, script] of others) expect(/jsonld|RDFC-1\.0/.test(script), name).toBe(false)
    // Neither does a script that checkCredential.js imports at once.
    const atOnce = new Set(['checkCredential.js'])
    for (const name of atOnce) {
      const script = scripts.get(name) ?? expect.fail(`There is no ${name}.`)
      for (const [, imported = ''] of script.matchAll(/(?:from|import)\s*"\.\/([\w.-]+)"/g)) atOnce.add(imported)
      expect(/RDFC-1\.0/.test(script), name).toBe(false)
    }
    expect(atOnce.size).toBeGreaterThan(1)
  })
})
