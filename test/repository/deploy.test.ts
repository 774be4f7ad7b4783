import { spawn, spawnSync } from 'node:child_process'
import { readdir, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { freePort } from '../../scripts/freePort.ts'
import { readDeployFile, withOne } from '../support/deploy/deployFiles.ts'
import { newFolder } from '../support/files/folders.ts'
import { formOf } from '../support/files/form.ts'
import { startTestApp, type TestApp } from '../support/server/app.ts'
import { newWallet } from '../support/wallet/wallets.ts'

// Runs the files of deploy/ with the programs that they are for.

vi.setConfig({ testTimeout: 60_000 })

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Returns whether a program is missing, and says that its tests do not run. */
function isMissing(program: string, debianPackage: string): boolean {
  const missing = spawnSync(program, [program === 'caddy' ? 'version' : '--version']).error !== undefined
  if (missing) console.warn(`NOT TESTED: ${program} is missing. Run: apt-get install ${debianPackage}`)
  return missing
}

const HOST = 'certificates.example'

// The address of the client differs from that of the proxy, which is the only one that the server trusts.
const CLIENT = '127.0.0.9'

type Answer = { status: number; location: string | undefined; body: string }

/** A proxy on loopback. */
type Proxy = { send(path: string, options?: { headers?: Record<string, string>; body?: Buffer }): Promise<Answer> }

let folder: string
let tls: { certificate: string; key: string; ca: string }
const stops: (() => Promise<void>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))
beforeAll(async () => {
  folder = await newFolder()
  const made = await generate([{ name: 'commonName', value: HOST }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: HOST }] }],
  })
  tls = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem'), ca: made.cert }
  await Promise.all([writeFile(tls.certificate, made.cert), writeFile(tls.key, made.private)])
})

async function nginx(port: number, upstream: URL, path: string): Promise<string[]> {
  let site = withOne(await readDeployFile('nginx.conf'), '127.0.0.1:3000', upstream.host)
  site = withOne(site, '/etc/ssl/certs/certificates.example.pem', tls.certificate)
  site = withOne(site, '/etc/ssl/private/certificates.example.key', tls.key)
  site = withOne(withOne(site, '  listen [::]:443 ssl http2;\n', ''), '  listen [::]:80;\n', '')
  site = withOne(
    withOne(site, 'listen 443', `listen 127.0.0.1:${port}`),
    'listen 80',
    `listen 127.0.0.1:${await freePort()}`,
  )
  if (path) site = withOne(site, 'location / {', `location ${path}/ {`)
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const config = `${user} pid ${folder}/${port}.pid; error_log stderr; events {} http { access_log off; ${places.join(' ')}\n${site} }`
  const file = join(folder, `nginx-${port}.conf`)
  await writeFile(file, config)
  return ['/usr/sbin/nginx', '-e', 'stderr', '-g', 'daemon off;', '-c', file]
}

async function caddy(port: number, upstream: URL, path: string): Promise<string[]> {
  let file = withOne(await readDeployFile('Caddyfile'), '127.0.0.1:3000', upstream.host)
  file = withOne(file, `${HOST} {`, `${HOST}:${port} {\ntls ${tls.certificate} ${tls.key}`)
  if (path) file = withOne(file, '\thandle {', `\thandle_path ${path}/* {`)
  const name = join(folder, `Caddyfile-${port}`)
  await writeFile(name, `{\nadmin off\nauto_https off\n}\n${file}`)
  return ['caddy', 'run', '--adapter', 'caddyfile', '--config', name]
}

/** Starts a proxy in front of a server, and waits until it listens. */
async function startProxy(commandFor: typeof nginx, server: TestApp, path: string): Promise<Proxy> {
  const port = await freePort()
  const [program = '', ...args] = await commandFor(port, new URL(server.url), path)
  const child = spawn(program, args, { env: { ...process.env, HOME: folder }, stdio: ['ignore', 'ignore', 'pipe'] })
  const said = text(child.stderr)
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  stops.push(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const proxy: Proxy = { send: (to, options) => sendTo(port, to, options) }
  await vi.waitFor(async () => {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${await said}`)
    expect((await proxy.send(`${path}/health`)).status).toBe(200)
  }, 20_000)
  return proxy
}

function sendTo(
  port: number,
  path: string,
  { headers = {}, body }: Parameters<Proxy['send']>[1] = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const method = body ? 'POST' : 'GET'
    const address = { host: '127.0.0.1', port, path, method, localAddress: CLIENT, servername: HOST, ca: tls.ca }
    // The certificate is verified: TLS ends at the proxy.
    const sent = request({ ...address, agent: false, headers: { host: HOST, ...headers } }, async (response) => {
      const { statusCode = 0 } = response
      const content = await text(response).catch(() => '')
      resolve({ status: statusCode, location: response.headers.location, body: content })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const proxies = [
  { name: 'nginx.conf', commandFor: nginx, missing: isMissing('/usr/sbin/nginx', 'nginx-light') },
  { name: 'Caddyfile', commandFor: caddy, missing: isMissing('caddy', 'caddy') },
]

describe.each(proxies.filter(({ missing }) => !missing))('deploy/$name', ({ commandFor }) => {
  const lines: string[] = []
  let server: TestApp
  let proxy: Proxy
  beforeAll(async () => {
    const config = { publicUrl: `https://${HOST}`, trustProxy: ['127.0.0.1'] }
    server = await startTestApp(config, (line) => void lines.push(line))
    proxy = await startProxy(commandFor, server, '')
  })

  it('terminates TLS and passes pages and health checks', async () => {
    expect(JSON.parse((await proxy.send('/health/ready')).body)).toMatchObject({ status: 'ready' })
    expect((await proxy.send('/')).body).toContain('<!doctype html>')
  })

  it('reports the address of the client, which the client cannot choose', async () => {
    lines.length = 0
    await proxy.send('/verify', { headers: { 'X-Forwarded-For': '192.0.2.1' } })
    await vi.waitFor(() => expect(lines.join('')).toContain('"path":"/verify"'))
    expect(lines.join('')).toContain(`"ip":"${CLIENT}"`)
    expect(lines.join('')).not.toContain('192.0.2.1')
  })

  it('passes headers with underscores, and a file of eight megabytes', async () => {
    const { headers } = newWallet()
    const underscored = {
      AUTH_ETH_ADDRESS: headers['Auth-Eth-Address'] ?? '',
      AUTH_SIGNATURE: headers['Auth-Signature'] ?? '',
    }
    const { type, body } = formOf([{ name: 'file', filename: 'a.pdf', content: Buffer.alloc(8 * 1024 * 1024, 1) }])
    const all = { ...underscored, 'content-type': type, 'content-length': String(body.length) }
    const answer = await proxy.send('/api/v1/files/', { headers: all, body })
    expect(answer).toMatchObject({ status: 200, body: expect.stringContaining('"ipfs_hash"') })
  })

  it('rejects a body of 18 megabytes, in the proxy or in the server', async () => {
    const { type, body } = formOf([{ name: 'file', filename: 'a.pdf', content: Buffer.alloc(18 * 1024 * 1024) }])
    const all = { ...newWallet().headers, 'content-type': type, 'content-length': String(body.length) }
    // A proxy may close the connection before it has received the whole.
    const rejected = proxy.send('/api/v1/files/', { headers: all, body }).catch(({ code }) => ({ status: code }))
    expect(['EPIPE', 'ECONNRESET', 413]).toContain((await rejected).status)
  })

  it('serves a path that PUBLIC_URL names, with all parts of a page', async () => {
    const below = await startTestApp({ publicUrl: `https://${HOST}/certs`, trustProxy: ['127.0.0.1'] })
    const withPath = await startProxy(commandFor, below, '/certs')
    const { body } = await withPath.send('/certs/verify')
    const parts = [...body.matchAll(/(?:src|href)="(\/[^"]*\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(parts.length).toBeGreaterThan(2)
    for (const path of parts) expect((await withPath.send(path)).status, path).toBe(200)
    expect((await withPath.send('/verify')).body).not.toContain('<!doctype html>')
  })
})

describe('systemd units of deploy/', () => {
  it.skipIf(isMissing('systemd-analyze', 'systemd'))('are accepted by systemd', async () => {
    const units = (await readdir(join(root, 'deploy'))).filter((name) => name.endsWith('.service'))
    expect(units).toHaveLength(2)
    for (const name of units) {
      // The place of Node differs between machines.
      const unit = withOne(await readDeployFile(name), '/usr/bin/node', process.execPath)
      await writeFile(join(folder, name), unit)
    }
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units.map((name) => join(folder, name))])
    expect(stderr.toString()).toBe('')
    expect(status).toBe(0)
  })

  it('name commands of chancery', async () => {
    expect(await readDeployFile('chancery.service')).toMatch(/^ExecStart=.*\/chancery\/bin\/chancery\.js serve$/m)
    expect(await readDeployFile('chancery-worker.service')).toMatch(/^ExecStart=.*\/chancery\/bin\/chancery\.js work$/m)
  })
})
