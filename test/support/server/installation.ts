import { randomUUID } from 'node:crypto'
import supertest from 'supertest'
import { readConfig } from '../../../src/core/config.ts'
import { openIpfs } from '../../../src/ipfs/open.ts'
import { signIn } from '../wallet/sessions.ts'
import { createSigned } from '../wallet/signedCertificates.ts'
import { newWallet } from '../wallet/wallets.ts'
import type { Receiver } from '../webhooks/webhookReceiver.ts'
import { startMain } from './process.ts'
import { unlimited } from './unlimited.ts'

export const KEY = 'key-of-the-tests-of-installations'

/** Starts a server with this public URL on loopback. */
export function startInstallation(url: string, variables: NodeJS.ProcessEnv) {
  return startMain({
    ...{ BOOTSTRAP_API_KEY: KEY, ...unlimited, PUBLIC_URL: url, PORT: new URL(url).port },
    ...{ WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1', ...variables },
  })
}

type Server = { url: string }

/** Sends a request to the LMS API; returns the body of the response. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its responses.
export async function ask({ url }: Server, path: string, body?: object, key = randomUUID()): Promise<any> {
  const headers = { 'x-api-key': KEY, ...(body && { 'content-type': 'application/json', 'idempotency-key': key }) }
  const answer = await fetch(`${url}/openapi/v1${path}`, {
    headers,
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

export type Installation = Awaited<ReturnType<typeof fill>>

/** Names with what the formats of PostgreSQL treat specially. */
const names = [String.raw`\N`, String.raw`\.`, 'Back\\slash\\tab "quoted", {braces}', '👩🏽‍🚀 Ünïcode \u2028 ﷽']

/** Fills a server with an installation that runs in this folder, through its APIs. */
export async function fill(server: Server, dataDir: string, receiver: Receiver) {
  const courses: number[] = []
  for (const name of names) courses.push((await ask(server, '/courses', { name })).id)
  const [courseId = 0] = courses
  const people: string[] = []
  for (const name of [...names, 'Erased']) {
    const person = { name, email: `${randomUUID()}@example.com`, password: 'p', roleAlias: 'learner' }
    people.push((await ask(server, '/users', person)).id)
  }
  const webhook = await ask(server, '/webhooks', { url: receiver.url, events: ['Certificate/Issued'] })
  receiver.behave(503)
  const issued: { id: number; publicId: string }[] = []
  for (const userId of people) issued.push(await ask(server, `/courses/${courseId}/certificates`, { userId }))
  await ask(server, `/certificates/${issued[1]?.id}/revoke`, { reason: names.join('\n') })
  const erased = people.at(-1) ?? ''
  const headers = { 'x-api-key': KEY }
  await fetch(`${server.url}/openapi/v1/users/${erased}?erase=true`, { method: 'DELETE', headers })
  // Its response is replayed.
  const replayed = { path: `/courses/${courseId}/certificates`, body: { userId: people[0] }, key: randomUUID() }
  const first = await ask(server, replayed.path, replayed.body, replayed.key)

  const http = supertest(server.url)
  const ipfs = await openIpfs({ ...readConfig({}), dataDir })
  const [issuer, holder] = [newWallet(), newWallet()]
  const walletCertificates = [
    await createSigned({ http, ipfs }, issuer, holder),
    await createSigned({ http, ipfs }, issuer, holder, { certificate_title: names[2] }),
  ]
  const session = await signIn({ http }, holder)
  const { ipfs_hash: cid } = (await http.get(`/api/v1/certificates/${walletCertificates[0]}/`).set(session)).body
  return { courseId, cid, erased, issued: issued.slice(0, -1), webhook, replayed, first, walletCertificates, session }
}

/** Returns what an installation shows. */
export async function shownBy({ url }: Server, installation: Installation): Promise<Record<string, unknown>> {
  const { courseId, issued, walletCertificates, session } = installation
  const ids = [...issued.map(({ publicId }) => publicId), ...walletCertificates]
  const lists = ['site', 'courses', 'users', 'certificates', 'webhooks', 'audit?limit=100', 'templates']
  const paths = [
    // Creates the key of the site.
    `/openapi/v1/certificates/${issued[0]?.id}/credential`,
    ...lists.map((list) => `/openapi/v1/${list}`),
    `/openapi/v1/courses/${courseId}/certificates`,
    ...issued.map(({ id }) => `/openapi/v1/certificates/${id}`),
    '/api/v1/certificates/',
    ...walletCertificates.map((id) => `/api/v1/certificates/${id}/`),
    ...ids.map((id) => `/verify/${id}.json`),
  ]
  const shown: Record<string, unknown> = {}
  for (const path of paths) {
    const answer = await fetch(url + path, { headers: { 'x-api-key': KEY, ...session } })
    const body = JSON.parse(await answer.text(), (name, value) => (name === 'checkedAt' ? undefined : value))
    shown[path] = { status: answer.status, body }
  }
  // The document of `createSigned`.
  const document = await fetch(`${url}/ipfs/${installation.cid}`)
  return { ...shown, document: await document.text() }
}
