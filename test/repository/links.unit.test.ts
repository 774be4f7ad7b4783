import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))

const read = (path: string) => readFileSync(join(root, path), 'utf8')

const foldersIn = (folder: string) =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${folder}/${name}`)

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))

const pages = ['.', 'docs', 'test', ...foldersIn('packages'), ...foldersIn('src')].flatMap(markdownIn)

/** Removes code blocks and code spans, which have no links. */
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`]*`/g, '')

/** Returns the targets of links and images, except those on other servers. */
function targetsIn(text: string): string[] {
  const targets = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target)
  return targets.filter((target) => !/^[a-z]+:/.test(target))
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
function anchorsIn(text: string): string[] {
  const headings = [...text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#+ (.+)$/gm)]
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

/** Returns the targets of a page that do not exist. */
function brokenIn(page: string): string[] {
  return targetsIn(read(page)).filter((target) => {
    const [path = '', anchor] = target.split('#')
    const file = path === '' ? page : join(dirname(page), decodeURIComponent(path))
    if (!existsSync(join(root, file))) return true
    return anchor !== undefined && !anchorsIn(read(file)).includes(anchor)
  })
}

describe('links of the documentation', () => {
  it('finds pages, links and anchors', () => {
    expect(pages).toEqual(
      expect.arrayContaining([
        'README.md',
        'SECURITY.md',
        'docs/README.md',
        'test/README.md',
        'packages/verify/README.md',
      ]),
    )
    const targets = pages.flatMap((page) => targetsIn(read(page)))
    expect(targets.length).toBeGreaterThan(100)
    expect(targets.filter((target) => target.includes('#')).length).toBeGreaterThan(4)
    expect(anchorsIn("# A\n## BDN's own `signatures`\n")).toStrictEqual(['a', 'bdns-own-signatures'])
  })

  it.each(pages)('resolve: %s', (page) => {
    expect(brokenIn(page)).toStrictEqual([])
  })

  it('lead from the index of docs/ to every page', () => {
    const indexed = targetsIn(read('docs/README.md'))
    const all = markdownIn('docs').map((page) => page.replace('docs/', ''))
    expect(all.filter((page) => page !== 'README.md' && !indexed.includes(page))).toStrictEqual([])
  })
})

describe('files that the documentation names', () => {
  it.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('exist: %s', (page) => {
    const spans = [...read(page).matchAll(/`((?:src|packages|test|prisma|scripts|docs|openapi|bench)\/[\w./-]*)`/g)]
    const named = spans.map(([, path = '']) => path).filter((path) => !path.startsWith('bench/profiles'))
    expect(named.length).toBeGreaterThan(9)
    expect(named.filter((path) => !existsSync(join(root, path)))).toStrictEqual([])
  })

  it('exist: the tests in docs/reliability.md', () => {
    const named = [...read('docs/reliability.md').matchAll(/`([\w/]+\.test\.ts)`/g)].map(([, path = '']) => path)
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((path) => !existsSync(join(root, 'test', path)))).toStrictEqual([])
  })
})

it('README.md has at most 150 lines', () => {
  expect(read('README.md').trimEnd().split('\n').length).toBeLessThanOrEqual(150)
})
