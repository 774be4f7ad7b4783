import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { newDataDir, newFolder } from '../support/files/folders.ts'

// The server as an npm package: packed, installed into an empty folder, and started there.

vi.setConfig({ testTimeout: 120_000 })

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const { files: patterns } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))

/** Installs from the npm registry, in about half a minute. Otherwise the packages of this checkout are linked. */
const fromRegistry = process.env.PACKED_INSTALL === 'registry'

let folder: string
let packed: { path: string; size: number }[]
let bytes: number
beforeAll(async () => {
  const [source, installed] = await Promise.all([newFolder(), newFolder()])
  folder = installed
  await copyTo(source)
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: source })
  const [{ filename, files, size }] = JSON.parse(stdout)
  packed = files
  bytes = size
  await writeFile(join(folder, 'package.json'), '{ "private": true }')
  await (fromRegistry ? install(filename) : link(filename))
})

/** Copies what `npm pack` reads, without sources, because other tests read this package.json and `dist` is built. */
async function copyTo(target: string): Promise<void> {
  const names = new Set(['README.md', 'LICENSE', 'package.json'])
  for (const pattern of patterns) names.add(pattern.replace(/^!/, '').split('/')[0])
  for (const name of names) await cp(join(root, name), join(target, name), { recursive: true })
  await run('npm', ['pkg', 'delete', 'scripts.prepare'], { cwd: target })
}

async function install(filename: string): Promise<void> {
  const options = ['--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['install', ...options, `./${filename}`], { cwd: folder })
}

/** Unpacks the package, and links its dependencies: the locked packages that are not for development only. */
async function link(filename: string): Promise<void> {
  const modules = join(folder, 'node_modules')
  await mkdir(join(modules, 'chancery'), { recursive: true })
  await run('tar', ['-xzf', filename, '-C', 'node_modules/chancery', '--strip-components=1'], { cwd: folder })
  const { packages } = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'))
  const isTop = /^node_modules\/(@[^/]+\/)?[^/]+$/
  const needed = Object.keys(packages).filter((path) => {
    const { dev, devOptional, link } = packages[path]
    return isTop.test(path) && !dev && !devOptional && !link
  })
  for (const path of needed) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await symlink(join(root, path), join(folder, path))
  }
  const { bin } = JSON.parse(await readFile(join(modules, 'chancery/package.json'), 'utf8'))
  await mkdir(join(modules, '.bin'))
  for (const [name, path] of Object.entries<string>(bin)) {
    await symlink(join('../chancery', path), join(modules, '.bin', name))
  }
}

/** Starts `npx chancery` in the folder. Returns the part of its output that matches. */
async function prints(args: string[], pattern: RegExp, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const { PATH, HOME } = process.env
  const child = spawn('npx', ['chancery', ...args], {
    cwd: folder,
    detached: true,
    env: { PATH, HOME, TMPDIR: folder, LOG_LEVEL: 'warn', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  onTestFinished(async () => {
    // The whole group: npx, its shell and the server.
    if (child.exitCode === null && child.pid) process.kill(-child.pid, 'SIGTERM')
    await ended
  })
  return new Promise((resolve, reject) => {
    let output = ''
    const read = (text: string) => {
      output += text
      const found = pattern.exec(output)
      if (found) resolve([...found])
    }
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read)
    void ended.then(() => reject(new Error(`npx chancery ${args.join(' ')} ended:\n${output}`)))
  })
}

describe('npm package of the server', () => {
  it('contains what the server needs, and no sources', () => {
    const parts = new Set(packed.map(({ path }) => path.replace(/\/.*/, '')))
    const expected = ['LICENSE', 'README.md', 'assets', 'bin', 'contracts', 'deploy', 'dist', 'package.json', 'prisma']
    expect([...parts].toSorted()).toStrictEqual(expected)
    expect(packed.map(({ path }) => path).filter((path) => /\.(ts|tsbuildinfo)$/.test(path))).toStrictEqual([])
  })

  it('has at most 4 MB, with the packages in its bundles and their source maps', () => {
    expect(bytes).toBeLessThan(4_000_000)
  })

  it('names every package that @chancery/verify needs, because that one is inside', async () => {
    const [server, verify] = await Promise.all(
      ['package.json', 'packages/verify/package.json'].map(async (path) =>
        JSON.parse(await readFile(join(root, path), 'utf8')),
      ),
    )
    expect(server.dependencies).toMatchObject(verify.dependencies)
    expect(Object.keys(server.dependencies).filter((name) => name.startsWith('@chancery/'))).toStrictEqual([])
  })

  it('runs no script when it is installed', async () => {
    const { scripts } = JSON.parse(await readFile(join(folder, 'node_modules/chancery/package.json'), 'utf8'))
    expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$/.test(name))).toStrictEqual([])
  })

  it('starts npx chancery serve, with its embedded database and its pages', async () => {
    const env = { DATA_DIR: await newDataDir() }
    const [, url] = await prints(['serve'], /Chancery is listening on (\S+)/, env)
    expect(await (await fetch(`${url}/health/ready`)).json()).toMatchObject({ status: 'ready' })
    const page = await (await fetch(`${url}/`)).text()
    const parts = [...page.matchAll(/(?:src|href)="([^"]*\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(parts.length).toBeGreaterThan(2)
    for (const path of parts) expect((await fetch(new URL(path, url))).status, path).toBe(200)
    expect((await fetch(`${url}/docs`)).status).toBe(200)
  })

  it('starts npx chancery demo, which creates a database and issues certificates', async () => {
    const [, page = '', published = ''] = await prints(['demo'], /^ {2}(http\S+\/verify\/\S+)\n {2}(http\S+)$/m)
    expect(await (await fetch(`${page}.json`)).json()).toMatchObject({ verdict: 'valid' })
    expect((await fetch(`${published}/bundle.json`)).status).toBe(200)
    const picture = await fetch(page.replace('/verify/', '/images/').concat('-0.png'))
    expect(picture.headers.get('content-type')).toBe('image/png')
  })
})
