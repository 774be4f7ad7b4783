import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'

type Package = {
  license?: string
  dev?: true
  devOptional?: true
  optional?: true
  hasInstallScript?: true
  integrity?: string
  resolved?: string
  link?: true
}

const read = async (path: string) => JSON.parse(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'))
const { allowScripts } = await read('package.json')
const locked: { packages: Record<string, Package> } = await read('package-lock.json')

/** Every package with its name, except those of this repository. */
const packages = Object.entries(locked.packages)
  .filter(([path, { link }]) => path.includes('node_modules/') && !link)
  .map(([path, about]) => ({ name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length), ...about }))

/** Licences that allow use in software under another licence, including closed software. */
const permissive =
  /^(0BSD|Apache-2\.0|BlueOak-1\.0\.0|BSD-[23]-Clause|CC0-1\.0|ISC|MIT|MIT-0|MPL-2\.0|OFL-1\.1|Python-2\.0|Unlicense)$/

/** Packages whose package.json has no licence, although their LICENSE file is that of MIT. */
const readByHand = new Set(['png-js'])

describe('licences of production dependencies', () => {
  it('allows the use of every package', () => {
    const inUse = packages.filter(({ dev, devOptional }) => !dev && !devOptional)
    const others = inUse.filter(({ name, license = '' }) => {
      const all = license.replace(/[()]/g, '').split(/ (?:AND|OR) /)
      return !readByHand.has(name) && !all.every((one) => permissive.test(one))
    })
    expect(inUse.length).toBeGreaterThan(100)
    expect(others.map(({ name, license }) => `${name}: ${license}`)).toEqual([])
  })
})

describe('package-lock.json', () => {
  it('names no registry, so that any registry can be used', async () => {
    expect(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')).not.toMatch(/"resolved": "\w+:/)
  })

  it('has the SHA-512 of every package, also of those for other platforms', () => {
    const without = packages.filter(({ integrity = '' }) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity))
    expect(without.map(({ name }) => name)).toEqual([])
  })

  it('has install scripts only in packages that package.json allows or denies', () => {
    const some = packages.filter(({ hasInstallScript }) => hasInstallScript)
    expect(some.map(({ name }) => name).filter((name) => !(name in allowScripts))).toEqual([])
  })
})

describe('docs/dependencies.md', () => {
  it('has every direct dependency with its licence', async () => {
    const manifests = await Promise.all(
      ['package.json', 'packages/client/package.json', 'packages/verify/package.json'].map(read),
    )
    const text = await readFile(new URL('../../docs/dependencies.md', import.meta.url), 'utf8')
    const rows = [...text.matchAll(/^\| (`.+`) \| .+ \| (.+) \|$/gm)]
    const documented = rows.flatMap(([, names = '', license]) =>
      [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => `${name}: ${license}`),
    )
    const licenseOf = (name: string) => {
      const { link, resolved, license } =
        locked.packages[`node_modules/${name}`] ?? locked.packages[`packages/client/node_modules/${name}`] ?? {}
      return link ? locked.packages[resolved ?? '']?.license : license
    }
    const direct = manifests.flatMap(({ dependencies, devDependencies }) =>
      Object.keys({ ...dependencies, ...devDependencies }),
    )
    const expected = [...new Set(direct)].map((name) => `${name}: ${licenseOf(name)?.replace(/[()]/g, '')}`)
    expect(documented.toSorted()).toStrictEqual(expected.toSorted())
  })
})
