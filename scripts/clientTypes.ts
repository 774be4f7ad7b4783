import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

// `npm run client` writes the types of packages/client from openapi/*.json. `--check` only reports outdated ones.

const files = {
  'openapi/lms.json': 'packages/client/src/openapi/lms.ts',
  'openapi/wallet.json': 'packages/client/src/openapi/wallet.ts',
}

/** Only what this script uses. The package needs TypeScript 5 and is installed in packages/client with it. */
type Generator = {
  default(document: object, options: { alphabetize: boolean; defaultNonNullable: boolean }): Promise<unknown[]>
  astToString(nodes: unknown[]): string
}

const { resolve } = createRequire(new URL('../packages/client/package.json', import.meta.url))
const { default: typesOf, astToString }: Generator = await import(resolve('openapi-typescript').replace('.cjs', '.mjs'))

/** The parts of an OpenAPI document that this script reads. */
type Answer = { description: string; content?: Record<string, { schema?: object }> }
type Shared = { $ref: string }
type Document = {
  paths: Record<string, Record<string, { responses?: Record<string, Answer | Shared> }>>
  components: { responses?: Record<string, Answer> }
}

/** Keeps one error response for each operation. Otherwise each code and its sentence would be a type. */
function withOneFailure(document: Document): Document {
  for (const operation of Object.values(document.paths).flatMap((path) => Object.values(path))) {
    const responses = Object.entries(operation.responses ?? {})
    const failures = responses.filter(([status]) => /^[45]/.test(status))
    const schemas = failures.map(([, answer]) => {
      const shared = '$ref' in answer ? document.components.responses?.[answer.$ref.split('/').at(-1) ?? ''] : answer
      return JSON.stringify(shared?.content?.['application/json']?.schema)
    })
    const anyOf = [...new Set(schemas)].map((schema) => JSON.parse(schema))
    const failure = { description: 'Error', content: { 'application/json': { schema: { anyOf } } } }
    operation.responses = {
      ...Object.fromEntries(responses.filter(([status]) => /^[23]/.test(status))),
      default: failure,
    }
  }
  // No operation refers to the shared error responses any more.
  delete document.components.responses
  return document
}

let stale = 0
for (const [source, file] of Object.entries(files)) {
  const document = withOneFailure(JSON.parse(await readFile(source, 'utf8')))
  const types = astToString(await typesOf(document, { alphabetize: false, defaultNonNullable: false }))
  const written = `// Generated from ${source} by \`npm run client\`.\n\n${types}`
  if (process.argv.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) === written) continue
    console.error(`${file} is outdated. Run: npm run client`)
    stale += 1
  } else {
    await writeFile(file, written)
    console.log(file)
  }
}
process.exitCode = stale === 0 ? 0 : 1
