import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { readConfig } from '../src/core/config.ts'
import { connect } from '../src/database/client.ts'
import { buildApp } from '../src/server/app.ts'
import { postmanCollection } from './postmanCollection.ts'

// `npm run openapi` writes openapi/*.json from the schemas: the documents, and a collection of Postman with all their
// requests. `--check` only reports outdated files.

const documents = {
  'openapi/lms.json': '/openapi/v1/openapi.json',
  'openapi/wallet.json': '/api/v1/openapi.json',
}

// Database and store are not used.
const app = await buildApp({
  config: readConfig({ LOG_LEVEL: 'silent' }),
  db: connect('postgresql://nowhere', {}),
  ipfs: {
    add: unused,
    put: unused,
    keep: unused,
    has: unused,
    remove: unused,
    finishRemovals: unused,
    block: unused,
    list: unused,
    stored: { block: unused },
  },
  chain: null,
  publicUrl: unused,
})

await mkdir('openapi', { recursive: true })
let stale = 0
const [lms, wallet] = await Promise.all(
  Object.entries(documents).map(async ([file, url]) => {
    const { statusCode, body } = await app.inject(url)
    if (statusCode !== 200) throw new Error(`${url} returned ${statusCode}: ${body}`)
    const document = JSON.parse(body)
    await writeOrCheck(file, document)
    return document
  }),
)
await writeOrCheck('openapi/chancery.postman_collection.json', postmanCollection(lms, wallet))
await app.close()
process.exitCode = stale === 0 ? 0 : 1

async function writeOrCheck(file: string, content: object): Promise<void> {
  const written = `${JSON.stringify(content, null, 2)}\n`
  if (!process.argv.includes('--check')) {
    await writeFile(file, written)
    console.log(file)
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== written) {
    console.error(`${file} is outdated. Run: npm run openapi`)
    stale += 1
  }
}

function unused(): never {
  throw new Error('Not available while OpenAPI documents are written.')
}
