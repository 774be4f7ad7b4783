import { execFile, spawnSync } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { newFolder } from '../files/folders.ts'
import { PREVIOUS_VERSION } from './previousVersion.ts'

// Folders with the programs of other versions. Each has `dist`, as this checkout has.

const root = fileURLToPath(new URL('../../..', import.meta.url))
const run = promisify(execFile)

/** What the server is built of. */
const sources = ['assets', 'contracts', 'package.json', 'packages', 'prisma', 'prisma.config.ts', 'scripts', 'src']

/** Returns whether this checkout knows the previous version. A shallow clone and an archive do not. */
export function hasPreviousVersion(): boolean {
  return spawnSync('git', ['cat-file', '-e', `${PREVIOUS_VERSION}^{commit}`], { cwd: root }).status === 0
}

/** Builds the server of the previous version, with the packages that are installed for this one. */
export async function buildPreviousVersion(): Promise<string> {
  const folder = await newFolder()
  const archive = join(folder, 'sources.tar')
  await run('git', ['archive', `--output=${archive}`, PREVIOUS_VERSION, ...sources], { cwd: root })
  await run('tar', ['-xf', archive, '-C', folder])
  await Promise.all([linkPackages(folder), copyPrisma(folder), copyScripts(folder)])
  await run(process.execPath, ['--import', 'tsx', 'scripts/server.ts'], { cwd: folder })
  return folder
}

/** The packages of the workspace are those of the folder. */
async function linkPackages(folder: string): Promise<void> {
  const workspace = '@chancery'
  const installed = await readdir(join(root, 'node_modules'))
  await mkdir(join(folder, 'node_modules', workspace), { recursive: true })
  await Promise.all([
    ...installed
      .filter((name) => name !== workspace)
      .map((name) => symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name))),
    symlink(join(folder, 'packages/verify'), join(folder, 'node_modules', workspace, 'verify')),
  ])
}

/** Generating the client takes seconds. */
async function copyPrisma(folder: string): Promise<void> {
  const schemas = [root, folder].map((place) => readFile(join(place, 'prisma/schema.prisma'), 'utf8'))
  const [ours, theirs] = await Promise.all(schemas)
  const client = 'src/database/prisma'
  if (ours === theirs) await cp(join(root, client), join(folder, client), { recursive: true })
  else await run(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], { cwd: folder })
}

/** The scripts of the pages are those of this version: bundling them takes seconds, and servers only send them. */
async function copyScripts(folder: string): Promise<void> {
  await mkdir(join(folder, 'dist'))
  await symlink(join(root, 'dist/browser'), join(folder, 'dist/browser'))
}

/** Returns a copy of this version's programs with more migrations (name → SQL). */
export async function addMigrations(migrations: Map<string, string>): Promise<string> {
  const folder = await newFolder()
  await Promise.all([
    ...['package.json', 'prisma', 'dist'].map((name) => cp(join(root, name), join(folder, name), { recursive: true })),
    ...['assets', 'contracts', 'node_modules'].map((name) => symlink(join(root, name), join(folder, name))),
  ])
  for (const [name, sql] of migrations) {
    const place = join(folder, 'prisma/migrations', `99991231000000_${name}`)
    await mkdir(place)
    await writeFile(join(place, 'migration.sql'), sql)
  }
  return folder
}

/** Returns the tables of the Prisma schema. */
export async function tablesOfSchema(): Promise<string[]> {
  const schema = await readFile(join(root, 'prisma/schema.prisma'), 'utf8')
  return [...schema.matchAll(/^model [^}]+@@map\("(\w+)"\)/gm)].map(([, table = '']) => table)
}

/** Returns the migrations that this version has and the previous one has not. */
export async function newMigrations(previous: string): Promise<string[]> {
  const [ours = [], theirs = []] = await Promise.all(
    [root, previous].map((folder) => readdir(join(folder, 'prisma/migrations'))),
  )
  return ours.filter((name) => !theirs.includes(name))
}
