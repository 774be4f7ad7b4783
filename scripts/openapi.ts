import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { readConfig } from '../src/core/config.ts'
import { connect } from '../src/database/client.ts'
import { buildApp } from '../src/server/app.ts'

// `npm run openapi` writes openapi/*.json from the schemas. `--check` only reports outdated documents.

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
    block: unused,
    list: unused,
    stored: { block: unused },
  },
  chain: null,
  publicUrl: unused,
})

await mkdir('openapi', { recursive: true })
let stale = 0
for (const [file, url] of Object.entries(documents)) {
  const { statusCode, body } = await app.inject(url)
  if (statusCode !== 200) throw new Error(`${url} returned ${statusCode}: ${body}`)
  const written = `${JSON.stringify(JSON.parse(body), null, 2)}\n`
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) === written) continue
    console.error(`${file} is outdated. Run: npm run openapi`)
    stale += 1
  } else {
    await writeFile(file, written)
    console.log(file)
  }
}
await app.close()
process.exitCode = stale === 0 ? 0 : 1

function unused(): never {
  throw new Error('Not available while OpenAPI documents are written.')
}
