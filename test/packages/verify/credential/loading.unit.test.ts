import { fileURLToPath } from 'node:url'
import { codes } from '@chancery/verify/texts/codes'
import { loadCredentialTexts } from '@chancery/verify/texts/loadCredentialTexts'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { scriptsForBrowsers } from '../../../../scripts/browser.ts'
import { loadedWith } from '../../../support/public/loadedScripts.ts'

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
    const isHeavy = (name: string) => /jsonld|RDFC-1\.0/.test(scripts.get(name) ?? '')
    const others = ['checkProof.js', 'texts.js', 'readPdf.js']
    expect([...loadedWith(scripts, others)].filter(isHeavy)).toEqual([])
    expect([...loadedWith(scripts, ['checkCredential.js'])].filter(isHeavy)).not.toEqual([])
    expect([...loadedWith(scripts, ['checkCredential.js'], 'at once')].filter(isHeavy)).toEqual([])
  })

  it('the pages load each language in one script, and its texts of credentials in another', async () => {
    const scripts = await scriptsForBrowsers()
    for (const code of codes) {
      const { shared, own } = await loadCredentialTexts(code)
      const holding = (text: string) => [...scripts].flatMap(([name, script]) => (script.includes(text) ? [name] : []))
      const [page, ...pages] = holding(shared.page.proofUnreadable)
      const [credential, ...credentials] = holding(own.messages['issuer.no_signature']())
      expect([pages, credentials]).toEqual([[], []])
      expect(credential).toMatch(/^part-/)
      // A page that checks no credential loads nothing of it.
      expect(loadedWith(scripts, ['checkProof.js', 'texts.js'])).not.toContain(credential)
      expect(loadedWith(scripts, ['checkProof.js', 'texts.js'])).toContain(page)
    }
  })
})
