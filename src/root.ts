import { existsSync } from 'node:fs'

// Finds files of this package, from the sources as well as from the bundles of the build, whose folders differ.

/** Folder of this package, which has `assets`, `prisma` and `dist`. */
export const root = findRoot(new URL('.', import.meta.url))

/** Folder of the modules that run as threads or processes: the sources or the bundles. */
export const modules = new URL(import.meta.url.endsWith('.ts') ? 'src/' : 'dist/', root)

function findRoot(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : findRoot(new URL('..', folder))
}
