import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Chancery } from '@chancery/client'
import { describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { variableGroups } from '../../src/core/variables.ts'
import { hasPostgres } from '../support/database/debianPostgres.ts'
import { pgbouncerVersion } from '../support/database/pgbouncer.ts'
import { startScaledPostgres } from '../support/database/scaledPostgres.ts'
import { readDeployFile } from '../support/deploy/deployFiles.ts'
import { hasNames, PASSWORD_PLACE, startBalancer, startPooler, stops } from '../support/deploy/scaledParts.ts'
import { newFolder } from '../support/files/folders.ts'
import { startS3 } from '../support/objects/s3Server.ts'
import { type Running, start } from '../support/server/process.ts'
import { redisIsMissing, startRedis } from '../support/server/redisServer.ts'

// Runs the parts of deploy/compose.scale.yml with Debian's programs in place of the images.

const root = fileURLToPath(new URL('../..', import.meta.url))
const KEY = 'chk_0123456789abcdef0123456789abcdef0123456789abcdef'
const PASSWORD = 'a-password'
const TOKEN = 'token-of-prometheus'

/** Returns the variables of the servers, as the file has them. */
async function composeVariables(): Promise<Record<string, string>> {
  const [, block = ''] =
    /^x-variables: &variables\n((?: {2}.*\n)+)/m.exec(await readDeployFile('compose.scale.yml')) ?? []
  return Object.fromEntries(
    [...block.matchAll(/^ {2}(\w+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
  )
}

describe('deploy/compose.scale.yml', () => {
  it('restricts servers and worker as docker-compose.yml does', async () => {
    const [, common = ''] =
      /^x-chancery: &chancery\n((?: {2}.*\n)+)/m.exec(await readDeployFile('compose.scale.yml')) ?? []
    for (const line of [
      'read_only: true',
      'tmpfs: ["/tmp"]',
      'cap_drop: [ALL]',
      'security_opt: ["no-new-privileges:true"]',
    ])
      expect(common).toContain(`  ${line}\n`)
  })

  it('names variables of the server, files of the repository and services that exist', async () => {
    const file = await readDeployFile('compose.scale.yml')
    const known = Object.values(variableGroups).flatMap((group) => Object.keys(group))
    const variables = await composeVariables()
    expect(known).toEqual(expect.arrayContaining(Object.keys(variables)))
    const services = [...(file.split(/^services:$/m)[1] ?? '').matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name)
    const upstreams = [...(await readDeployFile('scale/Caddyfile')).matchAll(/(chancery-\d):3000/g)].map(
      ([, name]) => name,
    )
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

/** Returns how many certificates a server has issued since its start. */
async function issuesOf(port: number | undefined): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text()
  const count = /^chancery_request_seconds_count\{method="POST",route="[^"]*\/certificates",status="201"\} (\d+)$/m
  return Number(count.exec(metrics)?.[1] ?? 0)
}

function moreThan(count: () => number | Promise<number>, least: number): Promise<void> {
  return vi.waitFor(async () => expect(await count()).toBeGreaterThan(least), 20_000)
}

it.skipIf(missing.length > 0)(
  'keeps serving with all parts of the file while its two servers stop one after the other',
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
      await promisify(execFile)('sh', ['-c', await readDeployFile('scale/bucket.sh')], {
        env: { PATH: process.env.PATH, ...bucket },
      })

    const places = {
      'pgbouncer:6432': `127.0.0.1:${pooler}`,
      'postgres:5432': `127.0.0.1:${postgres.port}`,
      'replica:5432': `127.0.0.1:${replica.port}`,
      'objects:7070': objects,
      'redis:6379': new URL(redis.url).host,
      [PASSWORD_PLACE]: PASSWORD,
    }
    const variables: Record<string, string> = {}
    for (const [name, value] of Object.entries(await composeVariables()))
      variables[name] = Object.entries(places).reduce(
        (text, [place, actual]) => text.replace(place, () => actual),
        value,
      )
    Object.assign(variables, {
      ...{ PUBLIC_URL: `http://127.0.0.1:${port}`, TRUST_PROXY: '127.0.0.1', METRICS_TOKEN: TOKEN },
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

    // The client repeats what it can, with an Idempotency-Key: a request may meet a server in the moment of its stop.
    const lms = new Chancery({ baseUrl: url, apiKey: KEY })
    const { id: course } = await lms.courses.create({ name: 'Two servers' })
    await lms.users.create({
      id: 'u1',
      name: 'Learner',
      email: 'u1@example.com',
      roleAlias: 'learner',
      password: 'none',
    })

    // Each certificate is read at once, by any of the servers.
    const pages = new Set<number>()
    let issued = 0
    let isOver = false
    const traffic = Array.from({ length: 4 }, async () => {
      while (!isOver) {
        const { verificationUrl } = await lms.courses.certificates.issue(course, { userId: 'u1' })
        issued += 1
        pages.add((await fetch(verificationUrl)).status)
      }
    })
    for (const [index, server] of servers.entries()) {
      await moreThan(() => issued, issued + 20)
      server.kill('SIGTERM')
      expect((await server.ended).code).toBe(0)
      servers[index] = await serve(ports[index])
      // The balancer uses it again.
      await moreThan(() => issuesOf(ports[index]), 5)
    }
    isOver = true
    await Promise.all(traffic)
    expect([...pages]).toStrictEqual([200])
    const listed = new Set<number>()
    for await (const { id } of lms.courses.certificates.list(course)) listed.add(id)
    expect(listed.size).toBe(issued)
    for (const server of [...servers, worker]) server.kill('SIGTERM')
    await Promise.all([...servers, worker].map(({ ended }) => ended))
  },
)
