import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { variableGroups } from '../../src/core/variables.ts'

// Only reads the files. An edit could easily lose a setting that limits an attacker inside the server.

const read = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('Docker container', () => {
  it('runs without privileges and on a read-only file system in docker-compose.yml', async () => {
    const [service = ''] = /^ {2}chancery:\n(?: {4}.*\n)+/m.exec(await read('docker-compose.yml')) ?? []
    expect(service).toMatch(/^ {4}read_only: true$/m)
    expect(service).toMatch(/^ {4}tmpfs: \["\/tmp"\]$/m)
    expect(service).toMatch(/^ {4}cap_drop: \[ALL\]$/m)
    expect(service).toMatch(/^ {4}security_opt: \["no-new-privileges:true"\]$/m)
  })

  it('gets every variable of the server, from docker-compose.yml or the image', async () => {
    const [compose, image] = await Promise.all([read('docker-compose.yml'), read('Dockerfile')])
    const [, passed = ''] = /^ {4}environment:\n((?: {6}.*\n)+)/m.exec(compose) ?? []
    const [, set = ''] = /^ENV (.*HOST=.*)$/m.exec(image) ?? []
    const names = [...passed.matchAll(/^ {6}(\w+): /gm), ...set.matchAll(/(\w+)=/g)].map(([, name]) => name)
    const variables = Object.values(variableGroups).flatMap((group) => Object.keys(group))
    // The port in the container is the one that the file publishes.
    const needed = variables.filter((name) => name !== 'PORT')
    expect(names.filter((name) => name !== 'NODE_ENV').toSorted()).toStrictEqual(needed.toSorted())
    for (const [line, name] of passed.matchAll(/^ {6}(\w+): \$\{.*$/gm)) expect(line).toContain(`\${${name}:-`)
  })

  it('runs with the same options in docs/operations.md', async () => {
    const text = await read('docs/operations.md')
    expect(text).toContain('--read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges')
  })

  it('runs as an ordinary user', async () => {
    const last = (await read('Dockerfile')).split(/^FROM /m).at(-1) ?? ''
    const users = [...last.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)
    expect(users.at(-1)).toBe('node')
  })
})

describe('Docker image', () => {
  it('has the packages of this repository, to which node_modules links', async () => {
    const { packages } = JSON.parse(await read('package-lock.json'))
    const all: { link?: true; resolved?: string }[] = Object.values(packages)
    const workspaces = all.flatMap(({ link, resolved }) => (link && resolved ? [resolved] : []))
    expect(workspaces.sort()).toStrictEqual(['bin', 'packages/client', 'packages/verify'])

    const ignored = (await read('.dockerignore')).split('\n')
    const stages = (await read('Dockerfile')).split(/^FROM /m).slice(1)
    expect(stages).toHaveLength(3)
    for (const workspace of workspaces) {
      expect(ignored).toContain(`!${workspace.split('/')[0]}`)
      // In each stage before its only RUN: npm reads it. The last stage has @chancery/verify in dist, and no client.
      const isLoaded = workspace === 'bin'
      const readers = isLoaded ? stages : stages.slice(0, -1)
      for (const stage of readers) expect(copiedIn(stage)).toSatisfy(including(`${workspace}/package.json`))
      if (!isLoaded) continue
      const { bin } = JSON.parse(await read(`${workspace}/package.json`))
      expect(copiedIn(stages.at(-1) ?? '')).toSatisfy(including(`${workspace}/${bin?.chancery ?? 'dist'}`))
    }
    // A build on the host must not get into the image.
    expect(ignored.indexOf('packages/*/dist')).toBeGreaterThan(ignored.indexOf('!packages'))
  })
})

/** The paths that a stage copies before it runs anything. */
function copiedIn(stage: string): string[] {
  const [before = ''] = stage.split(/^RUN /m)
  return [...before.matchAll(/^COPY (?:--from=\w+ \/app\/)?(.+) \S+$/gm)].flatMap(([, paths = '']) => paths.split(' '))
}

function including(path: string): (copied: string[]) => boolean {
  return (copied) => copied.some((one) => path === one || path.startsWith(`${one}/`))
}
