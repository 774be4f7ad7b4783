import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

// Part of `npm run lint`: imports between the folders of `src` go one way. Cycles between files are Biome's (noImportCycles).

/** The folders and single files of `src`, from the top down. Each imports its own row and the rows below. */
const rows = [
  ['main.ts', 'cli', 'server'],
  ['publishing'],
  ['lms', 'wallet'],
  ['public', 'anchoring'],
  ['http', 'core'],
  ['ipfs', 'chain', 'typeset', 'database'],
  ['explained.ts', 'startModule.ts'],
]

/** Folders of one row that must not know each other. */
const strangers = [['lms', 'wallet']]

/** Packages that only these places may import. */
const reserved: [RegExp, RegExp][] = [
  [/^(fastify|@fastify\/.*|fastify-.*)$/, /^src\/(server|publishing|lms|wallet|public|http)\//],
  [/^(@prisma\/.*|pg)$/, /^src\/database\/|\/queries\.ts$/],
  [/^node:/, /^src\/|^packages\/(?!verify\/)/],
]

const root = fileURLToPath(new URL('..', import.meta.url))

/** Every import that breaks a rule, as `file: import: rule`. */
export function forbiddenImports(): string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/src`)
  return ['src', ...packages].flatMap(sourcesIn).flatMap((file) =>
    importsOf(file).flatMap((imported) => {
      const rule = brokenBy(file, imported)
      return rule ? `${file}: ${imported}: ${rule}` : []
    }),
  )
}

function sourcesIn(folder: string): string[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
  return files
    .filter((file) => file.endsWith('.ts') && !file.startsWith('database/prisma/'))
    .map((file) => join(folder, file))
}

/** What a file imports: paths from the root, or names of packages. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8')
  return [...text.matchAll(/(?:\bfrom |\bimport\(|^import )'([^']+)'/gm)].map(([, name = '']) =>
    name.startsWith('.') ? relative(root, resolve(root, file, '..', name)) : name,
  )
}

function brokenBy(file: string, imported: string): string | null {
  const [, allowed] = reserved.find(([name]) => name.test(imported)) ?? []
  if (allowed && !allowed.test(file)) return `only ${allowed} may import it`
  if (file.startsWith('packages/')) return imported.startsWith('src/') ? 'packages import nothing of src' : null
  const [from, to] = [folderOf(file), folderOf(imported)]
  if (!to || from === to) return null
  if (rowOf(from) > rowOf(to)) return `${from} is below ${to}`
  return strangers.some((pair) => pair.includes(from) && pair.includes(to)) ? `${from} and ${to} are strangers` : null
}

function folderOf(path: string): string {
  return /^src\/([^/]+)/.exec(path)?.[1] ?? ''
}

function rowOf(folder: string): number {
  const row = rows.findIndex((names) => names.includes(folder))
  if (row < 0) throw new Error(`scripts/imports.ts names no row for src/${folder}.`)
  return row
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = forbiddenImports()
  for (const line of found) console.error(line)
  if (found.length > 0) process.exitCode = 1
}
