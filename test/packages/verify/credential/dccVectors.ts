import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FetchDocument, FindInRegistry } from '@chancery/verify/credential'

const folder = fileURLToPath(new URL('vectors/dcc', import.meta.url))

/** Text of a vector. */
export function dccText(path: string): string {
  return readFileSync(join(folder, path), 'utf8')
}

/** All credentials, by their path below `v2` without the ending. */
export const dccCredentials = new Map(
  readdirSync(join(folder, 'verifiableCredentials/v2'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.slice(0, -'.json'.length), dccText(`verifiableCredentials/v2/${name}`)]),
)

const lists = 'statusLists/didkey-ed25519Signature2020'
const fixtures = 'https://digitalcredentials.github.io/vc-test-fixtures'
const [didweb, recorded] = ['did:web:digitalcredentials.github.io:vc-test-fixtures:dids', 'e5WK8CbZ1GjycuPombrj']

const documents = new Map([
  [`${fixtures}/dids/legacy/did.json`, 'dids/legacy/did.json'],
  [`${fixtures}/dids/oidf/did.json`, 'dids/oidf/did.json'],
  ...['expired', 'notYetValid', 'tampered', 'missingBitStringType', recorded].map((name): [string, string] => [
    `${fixtures}/${lists}/${name}`,
    `${lists}/${name}.json`,
  ]),
  [
    `https://raw.githubusercontent.com/digitalcredentials/verifier-core/refs/heads/main/src/test-fixtures/status/${recorded}`,
    `${lists}/${recorded}.json`,
  ],
])

/** Answers from the recorded documents. */
export const fetchRecorded: FetchDocument = async (url) => {
  const path = documents.get(url)
  return path ? { outcome: 'found', body: new TextEncoder().encode(dccText(path)) } : { outcome: 'missing' }
}

const listed = new Set([
  'did:key:z6MknNQD1WHLGGraFi6zcbGevuAgkVfdyCdtZnQTGWVVvR5Q',
  'did:key:z6MkjoriXdbyWD25YXTed114F8hdJrLXQ567xxPHAUKxpKkS',
  `${didweb}:legacy`,
  `${didweb}:oidf`,
])

export const findInDcc: FindInRegistry = async (did) =>
  listed.has(did)
    ? { outcome: 'listed', name: 'DCC test issuer', registry: 'DCC', domain: null }
    : { outcome: 'not_listed' }

/** Text of each status list, by the addresses that credentials name. */
export const dccLists = new Map(
  [...documents].flatMap(([url, path]) => (path.startsWith('statusLists/') ? [[url, dccText(path)] as const] : [])),
)
