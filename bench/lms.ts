import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Context, serverVariables } from './context.ts'
import { requestOf } from './load.ts'
import { nodeMain, type Server, startServer } from './processes.ts'

/** The LMS API of a running server, and a key of it. */
export type Lms = { server: Server; url: string; key: string }

/** Starts a server with its own data folder, on the database of the benchmark, and stops it after the work. */
export function onPostgres<Result>(
  { databaseUrl, key }: Context,
  work: (lms: Lms) => Promise<Result>,
  variables: Record<string, string> = {},
): Promise<Result> {
  return withServer(key, { ...serverVariables(databaseUrl), ...variables }, work)
}

const EMBEDDED_KEY = 'a-key-of-the-benchmark-and-of-nothing-else'

/** Starts a server on a new embedded database, and stops it after the work. */
export function onEmbedded<Result>(work: (lms: Lms) => Promise<Result>): Promise<Result> {
  const { DATABASE_URL: _, ...variables } = serverVariables('')
  return withServer(EMBEDDED_KEY, { ...variables, BOOTSTRAP_API_KEY: EMBEDDED_KEY }, work)
}

async function withServer<Result>(
  key: string,
  variables: Record<string, string>,
  work: (lms: Lms) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
  const server = await startServer(nodeMain, { ...variables, DATA_DIR: folder })
  try {
    return await work({ server, url: `${server.url}/openapi/v1`, key })
  } finally {
    await server.stop()
    await rm(folder, { recursive: true, force: true, maxRetries: 30 })
  }
}

/** Returns the bytes of a request with a JSON body. */
export function postOf({ url, key }: Lms, path: string, body: object): Buffer {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' }
  return requestOf(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

/** Creates an object and returns its id. */
export async function post<Id extends number | string>({ url, key }: Lms, path: string, body: object): Promise<Id> {
  const answer = await fetch(url + path, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  assert(answer.ok, await answer.clone().text())
  return ((await answer.json()) as { id: Id }).id
}

/** Creates a course and returns its id. */
export function newCourse(lms: Lms, fields: object = {}): Promise<number> {
  return post(lms, '/courses', { name: 'Advanced Sales Techniques', ...fields })
}

/** Creates learners and returns their ids. */
export async function newUsers(lms: Lms, count: number, fieldsOf: () => object = () => ({})): Promise<string[]> {
  const ids: string[] = []
  for (let number = 0; number < count; number += 1) {
    const email = `${crypto.randomUUID()}@example.com`
    const fields = { name: 'Amélie Laurent', email, password: 'correct horse', roleAlias: 'learner', ...fieldsOf() }
    ids.push(await post<string>(lms, '/users', fields))
  }
  return ids
}
