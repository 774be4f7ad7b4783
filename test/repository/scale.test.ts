import { execFile, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { variableGroups } from '../../src/core/variables.ts'
import { pgbouncerVersion } from '../support/database/pgbouncer.ts'
import { type ScaledPostgres, startScaledPostgres } from '../support/database/scaledPostgres.ts'
import { hasPostgres } from '../support/database/streamingReplica.ts'
import { newFolder } from '../support/files/folders.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { type Running, start } from '../support/server/process.ts'
import { redisIsMissing, startRedis } from '../support/server/redisServer.ts'

// Runs the parts of deploy/compose.scale.yml with Debian's programs in place of the images.

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFile(join(root, 'deploy', name), 'utf8')
const KEY = 'chk_0123456789abcdef0123456789abcdef0123456789abcdef'
const PASSWORD = 'a-password'

/** Replaces exactly one place of a file. */
function withOne(content: string, place: string, replacement: string): string {
  expect(content.split(place), place).toHaveLength(2)
  return content.replace(place, () => replacement)
}

/** Returns the variables of the servers, as the file has them. */
async function composeVariables(): Promise<Record<string, string>> {
  const [, block = ''] = /^x-variables: &variables\n((?: {2}.*\n)+)/m.exec(await read('compose.scale.yml')) ?? []
  return Object.fromEntries(
    [...block.matchAll(/^ {2}(\w+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}

describe('deploy/compose.scale.yml', () => {
  it('restricts servers and worker as docker-compose.yml does', async () => {
    const [, common = ''] = /^x-chancery: &chancery\n((?: {2}.*\n)+)/m.exec(await read('compose.scale.yml')) ?? []
    for (const line of [
      'read_only: true',
      'tmpfs: ["/tmp"]',
      'cap_drop: [ALL]',
      'security_opt: ["no-new-privileges:true"]',
    ])
      expect(common).toContain(`  ${line}\n`)
  })

  it('names variables of the server, files of the repository and services that exist', async () => {
    const file = await read('compose.scale.yml')
    const known = Object.values(variableGroups).flatMap((group) => Object.keys(group))
    const variables = await composeVariables()
    expect(known).toEqual(expect.arrayContaining(Object.keys(variables)))
    const services = [...(file.split(/^services:$/m)[1] ?? '').matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name)
    const upstreams = [...(await read('scale/Caddyfile')).matchAll(/(chancery-\d):3000/g)].map(([, name]) => name)
    expect(services).toEqual(expect.arrayContaining(upstreams))
    const servers = [...file.matchAll(/^ {2}(chancery-\d):\n {4}<<: \*chancery/gm)].map(([, name]) => name)
    expect(upstreams).toStrictEqual(servers)
    for (const value of Object.values(variables))
      for (const [, host] of value.matchAll(/[/@]([a-z]+):\d+/g)) expect(services).toContain(host)
    const mounted = [...file.matchAll(/\.\/(scale\/[\w.]+):/g)].map(([, name = '']) => name)
    expect(mounted).toHaveLength(5)
    for (const name of mounted) expect(existsSync(join(root, 'deploy', name)), name).toBe(true)
  })
})

const missing = [
  hasPostgres ? [] : 'postgresql-15',
  pgbouncerVersion() === null ? 'pgbouncer' : [],
  redisIsMissing() ? 'redis-server' : [],
  spawnSync('caddy', ['version']).error ? 'caddy' : [],
  spawnSync('curl', ['--version']).error ? 'curl' : [],
].flat()
if (missing.length > 0)
  console.warn(`NOT TESTED: all parts of deploy/compose.scale.yml together. Run: apt-get install ${missing.join(' ')}`)

const stops: (() => unknown)[] = []
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop()
})

async function launch(program: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore' })
  await once(child, 'spawn')
  stops.push(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
}

/** Starts PgBouncer with deploy/scale/pgbouncer.ini, and returns its port. */
async function startPooler(postgres: ScaledPostgres): Promise<number> {
  const [folder, port] = [await newFolder(), await freePort()]
  await chmod(folder, 0o755)
  const users = join(folder, 'userlist.txt')
  const [, line = ''] = /^ {6}("requests" .*)$/m.exec(await read('compose.scale.yml')) ?? []
  await writeFile(users, withOne(line, `\${POSTGRES_PASSWORD}`, PASSWORD), { mode: 0o644 })
  let settings = withOne(
    await read('scale/pgbouncer.ini'),
    'host=postgres port=5432',
    `host=127.0.0.1 port=${postgres.port}`,
  )
  settings = withOne(settings, '/etc/pgbouncer/userlist.txt', users)
  settings = withOne(
    withOne(settings, 'listen_port = 6432', `listen_port = ${port}`),
    'listen_addr = *',
    'listen_addr = 127.0.0.1\nunix_socket_dir =',
  )
  if (!hasNames) settings = withOne(settings, 'max_prepared_statements = 200', '')
  const file = join(folder, 'pgbouncer.ini')
  await writeFile(file, settings, { mode: 0o644 })
  await launch('pgbouncer', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), file])
  return port
}

const hasNames = (pgbouncerVersion() ?? 0) >= 1.21

/** Starts Caddy with deploy/scale/Caddyfile in front of two servers, without TLS. */
async function startBalancer(port: number, servers: string[]): Promise<void> {
  const file = join(await newFolder(), 'Caddyfile')
  const upstreams = servers.map((url) => new URL(url).host).join(' ')
  const content = withOne(await read('scale/Caddyfile'), 'chancery-1:3000 chancery-2:3000', upstreams)
  await writeFile(file, `{\nadmin off\n}\n${content}`)
  await launch('caddy', ['run', '--adapter', 'caddyfile', '--config', file], { HOST_NAME: `http://127.0.0.1:${port}` })
}

it.skipIf(missing.length > 0)(
  'serves with two servers, of which one at a time stops, and all other parts',
  async () => {
    const postgres = await startScaledPostgres('chancery', PASSWORD)
    stops.push(postgres.dispose)
    // The first copy is interrupted. The next start of the container makes another.
    const interrupted = await postgres.follow('#!/bin/sh\nmkdir -p "$4" && touch "$4/PG_VERSION" && exit 1\n')
    await interrupted.ended
    const replica = await postgres.follow()
    stops.push(() => {
      replica.kill()
      return replica.ended
    })

    const [pooler, redis, s3, port] = [
      await startPooler(postgres),
      await startRedis(),
      await startS3(),
      await freePort(),
    ]
    const objects = new URL(s3.config.objectStoreUrl.endpoint ?? '').host
    const bucket = {
      OBJECT_STORE: `http://${objects}`,
      BUCKET: 'certificates',
      AWS_ACCESS_KEY_ID: 'S3RVER',
      AWS_SECRET_ACCESS_KEY: 'S3RVER',
    }
    // Also after the bucket exists.
    for (let run = 0; run < 2; run += 1)
      await promisify(execFile)('sh', ['-c', await read('scale/bucket.sh')], {
        env: { PATH: process.env.PATH, ...bucket },
      })

    const places = {
      'pgbouncer:6432': `127.0.0.1:${pooler}`,
      'postgres:5432': `127.0.0.1:${postgres.port}`,
      'replica:5432': `127.0.0.1:${replica.port}`,
      'objects:7070': objects,
      'redis:6379': new URL(redis.url).host,
      [`\${POSTGRES_PASSWORD}`]: PASSWORD,
    }
    const variables: Record<string, string> = {}
    for (const [name, value] of Object.entries(await composeVariables()))
      variables[name] = Object.entries(places).reduce(
        (text, [place, actual]) => text.replace(place, () => actual),
        value,
      )
    Object.assign(variables, {
      ...{ PUBLIC_URL: `http://127.0.0.1:${port}`, TRUST_PROXY: '127.0.0.1', METRICS_TOKEN: 'token-of-prometheus' },
      ...{ AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER', SECRETS_KEY: 'ab'.repeat(32) },
      ...{ BOOTSTRAP_API_KEY: KEY, RATE_LIMIT_PER_MINUTE: '0', VERIFICATIONS_PER_MINUTE: '0', LOG_LEVEL: 'warn' },
      ...(hasNames ? {} : { DATABASE_PREPARED: 'off' }),
    })
    const ports = [await freePort(), await freePort()]
    const serve = async (at: number | undefined): Promise<Running> => {
      const env = { ...variables, PORT: String(at), DATA_DIR: await newFolder() }
      const server = await start('src/cli/main.ts', ['serve'], env)
      await server.prints(/Chancery is listening/)
      return server
    }
    const servers = [await serve(ports[0]), await serve(ports[1])]
    const env = { ...variables, WORKER_PORT: '0', DATA_DIR: await newFolder() }
    const worker = await start('src/cli/main.ts', ['work'], env)
    const [, workerUrl] = await worker.prints(/worker is running\. Health checks and metrics: (\S+)/)
    expect((await fetch(`${workerUrl}/health/ready`)).status).toBe(200)
    await startBalancer(
      port,
      ports.map((at) => `http://127.0.0.1:${at}`),
    )
    const url = `http://127.0.0.1:${port}`
    await vi.waitFor(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), 10_000)
    for (const at of ports)
      await vi.waitFor(async () => {
        const { dependencies } = (await (await fetch(`http://127.0.0.1:${at}/health/ready`)).json()) as {
          dependencies: object
        }
        expect(dependencies).toMatchObject({ database: 'up', replica: 'up', ipfs: 'up', objects: 'up', redis: 'up' })
      }, 10_000)

    const lms = (path: string, body?: object) =>
      fetch(`${url}/openapi/v1${path}`, {
        headers: { 'x-api-key': KEY, 'content-type': 'application/json' },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      })
    const { id: course } = (await (await lms('/courses', { name: 'Two servers' })).json()) as { id: number }
    await lms('/users', { id: 'u1', name: 'Learner', email: 'u1@example.com', roleAlias: 'learner', password: 'none' })

    // Each certificate is read at once, by whichever server answers.
    const statuses = new Set<number>()
    let issued = 0
    let isOver = false
    const traffic = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const response = await lms(`/courses/${course}/certificates`, { userId: 'u1' })
        statuses.add(response.status)
        const { verificationUrl } = (await response.json()) as { verificationUrl: string }
        issued += 1
        statuses.add((await fetch(verificationUrl)).status)
      }
    })
    for (const [index, server] of servers.entries()) {
      await wait(300)
      server.kill('SIGTERM')
      expect((await server.ended).code).toBe(0)
      servers[index] = await serve(ports[index])
      const before = issued
      await vi.waitFor(() => expect(issued).toBeGreaterThan(before + 20), 10_000)
    }
    isOver = true
    await Promise.all(traffic)
    expect([...statuses].toSorted()).toStrictEqual([200, 201])
    const { totalCount } = (await (await lms(`/courses/${course}/certificates`)).json()) as { totalCount: number }
    expect(totalCount).toBe(issued)
    for (const server of [...servers, worker]) server.kill('SIGTERM')
    await Promise.all([...servers, worker].map(({ ended }) => ended))
  },
)
