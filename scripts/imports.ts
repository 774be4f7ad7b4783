import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// Part of `npm run lint`: checks the direction of imports between folders of `src`. Biome (noImportCycles) finds cycles
// between files.

/** Folders and files of `src`, from top to bottom. Each may import from its row and the rows below. */
const rows = [
  ['main.ts', 'cli', 'server'],
  ['publishing', 'erasure'],
  ['lms', 'wallet'],
  ['public', 'anchoring', 'credentials', 'issuers', 'mail'],
  ['http', 'core'],
  ['ipfs', 'objects', 'chain', 'typeset', 'database'],
  ['dataDir.ts', 'explained.ts', 'root.ts', 'sourceMaps.ts', 'startModule.ts'],
]

/** Folders of one row that must not import each other. */
const separated = [['lms', 'wallet']]

/** Packages that only these folders may import. */
const reserved: [RegExp, RegExp][] = [
  [
    /^(fastify|@fastify\/.*|fastify-.*)$/,
    /^src\/(server|publishing|lms|wallet|public|credentials|issuers|mail|http)\//,
  ],
  [/^(@prisma\/.*|pg)$/, /^src\/database\/|\/queries\.ts$/],
  [/^node:/, /^src\//],
]

/** Hand-written SQL and transactions. A service calls its `queries.ts`, `db.transaction` or `write` instead. */
const rawSql = /\$(queryRaw|executeRaw|transaction)|\bpool\.query\(|\bPrisma\.(sql|raw|join)\b/

/**
 * Files that may contain SQL. In core, `write` is the transaction, and audit (with its filter) and idempotency own one
 * table each. Backup counts rows in a restored database.
 */
const sqlPlaces =
  /^src\/database\/|\/queries\.ts$|^src\/core\/(writeContext|audit|auditFilter|idempotency)\.ts$|^src\/server\/backup\//

const root = fileURLToPath(new URL('..', import.meta.url))

/** Returns every import that breaks a rule, as `file: import: rule`, and SQL in the wrong place. */
export function forbiddenImports(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`)
  return ['src', ...packages].flatMap(sourcesIn).flatMap((file) => [
    ...importsOf(file).flatMap((imported) => {
      const rule = brokenBy(file, imported)
      return rule ? `${file}: ${imported}: ${rule}` : []
    }),
    ...misplacedSql(file),
  ])
}

function misplacedSql(file: string): string[] {
  const found = sqlPlaces.test(file) ? null : rawSql.exec(readFileSync(join(root, file), 'utf8'))
  return found ? [`${file}: ${found[0]}: SQL belongs in queries.ts`] : []
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts') && !file.startsWith('database/prisma/'))
    .map((file) => join(folder, file))
}

/** Returns the imports of a file: paths from the root, or package names. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^']+)'/gm)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, resolve(root, file, '..', name)) : name,
  )
}

function brokenBy(file: string, imported: string): string | null {
  const [, allowed] = reserved.find(([name]) => name.test(imported)) ?? []
  if (allowed && !allowed.test(file)) return `only ${allowed} may import this`
  if (file.startsWith('packages/')) return imported.startsWith('src/') ? 'packages must not import src' : null
  const [from, to] = [folderOf(file), folderOf(imported)]
  if (!to || from === to) return null
  if (rowOf(from) > rowOf(to)) return `${from} is below ${to} and must not import it`
  const isForbidden = separated.some((pair) => pair.includes(from) && pair.includes(to))
  return isForbidden ? `${from} and ${to} must not import each other` : null
}

function folderOf(path: string): string {
  return /^src\/([^/]+)/.exec(path)?.[1] ?? ''
}

function rowOf(folder: string): number {
  const row = rows.findIndex((names) => names.includes(folder))
  if (row < 0) throw new Error(`src/${folder} has no row in scripts/imports.ts.`)
  return row
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = forbiddenImports()
  for (const line of found) console.error(line)
  if (found.length > 0) process.exitCode = 1
}
