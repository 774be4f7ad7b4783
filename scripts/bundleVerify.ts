import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Last part of `npm run build`: copies @chancery/verify to dist/node_modules, where the compiled server finds it also in
// an npm package and an image, which have no workspaces.

const root = fileURLToPath(new URL('..', import.meta.url))
const from = join(root, 'packages/verify')
const to = join(root, 'dist/node_modules/@chancery/verify')

const compiled = await readdir(join(from, 'dist'), { recursive: true })
const files = [
  'package.json',
  'LICENSE',
  ...compiled.filter((path) => /(?<!\/pdf\/.*)\.js$/.test(`/${path}`)).map((path) => join('dist', path)),
]

await mkdir(to, { recursive: true })
for (const path of files) {
  const [content, present] = await Promise.all([readFile(join(from, path)), readFile(join(to, path)).catch(() => null)])
  // Does not rewrite equal files, because a server may be reading them.
  if (present?.equals(content)) continue
  await mkdir(dirname(join(to, path)), { recursive: true })
  await writeFile(join(to, path), content)
}
for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name)
  if (entry.isFile() && !files.includes(path.slice(to.length + 1))) await rm(path)
}
