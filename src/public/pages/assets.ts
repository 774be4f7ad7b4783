import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'
import { root } from '../../root.ts'

/** Font families of the pages, the same as of the built-in certificate. */
const families = ['@fontsource-variable/eb-garamond', '@fontsource-variable/source-sans-3']

/** Parts of page.css, in the order of the cascade. */
const styles = ['base', 'verdict', 'certificate', 'files', 'search', 'devices', 'print']

const folder = new URL('assets/verify/', root)

/** Output of `npm run build` for browsers (scripts/browser.ts). */
const built = new URL('dist/browser/', root)

export type Asset = { type: string; content: string | Buffer }

export type Assets = {
  /** Changes with any of the assets. */
  version: string
  get(name: string): Promise<Asset | null>
}

/** An asset whose content is in a file, which is read for each request: it takes megabytes and is requested rarely. */
type AssetFile = { name: string; type: string; place: URL }

/** Where scripts are read from. Each has its own names. */
const scriptFolders = [folder, built]

/** Serves assets. Only those of this version are immutable: servers of two versions may run in parallel. */
export const assetRoute: FastifyPluginAsync<Assets> = async (app, assets) => {
  app.get<{ Params: { version: string; file: string } }>('/verify/assets/:version/:file', async (request, reply) => {
    const { version, file } = request.params
    const asset = await assets.get(file)
    if (!asset) return reply.callNotFound()
    return (
      reply
        .header('cache-control', version === assets.version ? 'public, max-age=31536000, immutable' : 'no-cache')
        // Applies to workers, which make no requests. Others follow the policy of their page.
        .header('content-security-policy', "default-src 'none'")
        .type(asset.type)
        .send(asset.content)
    )
  })
}

/** Reads the style of the public pages, and finds their scripts, and their fonts in their npm packages. */
export async function loadAssets(): Promise<Assets> {
  const [style, icon, scripts, ...faces] = await Promise.all([
    loadStyle(),
    readFile(new URL('icon.svg', folder), 'utf8'),
    findScripts(),
    ...families.map(fontFaces),
  ])
  const pageStyle = faces.map((face) => face.css).join('') + style
  const loaded: Record<string, Asset> = {
    'page.css': { type: 'text/css; charset=utf-8', content: pageStyle },
    'icon.svg': { type: 'image/svg+xml', content: icon },
  }
  const files = new Map([...scripts, ...faces.flatMap((face) => face.files)].map((file) => [file.name, file]))
  return {
    version: await versionOf([pageStyle, icon], scripts),
    async get(name) {
      const file = files.get(name)
      if (file) return { type: file.type, content: await readFile(file.place) }
      return Object.hasOwn(loaded, name) ? (loaded[name] ?? null) : null
    },
  }
}

/** Reads one file after the other, so that memory never has all of them. */
async function versionOf(texts: string[], files: AssetFile[]): Promise<string> {
  const sum = createHash('sha256')
  for (const text of texts) sum.update(text).update('\0')
  for (const { place } of files) sum.update(await readFile(place)).update('\0')
  return sum.digest('hex').slice(0, 16)
}

async function loadStyle(): Promise<string> {
  const parts = await Promise.all(styles.map((name) => readFile(new URL(`style/${name}.css`, folder), 'utf8')))
  return compact(parts.join('\n'))
}

async function findScripts(): Promise<AssetFile[]> {
  const places = await Promise.all(
    scriptFolders.map(async (place) => {
      const names = (await readdir(place)).filter((name) => name.endsWith('.js')).toSorted()
      return names.map((name) => ({ name, type: 'text/javascript; charset=utf-8', place: new URL(name, place) }))
    }),
  )
  return places.flat()
}

/** Returns the `@font-face` rules of a package and its font files. */
async function fontFaces(name: string): Promise<{ css: string; files: AssetFile[] }> {
  const index = new URL(import.meta.resolve(`${name}/index.css`))
  const all = await readFile(index, 'utf8')
  // Ancient Greek is not worth a part of every page.
  const source = all.replace(/@font-face \{[^}]*greek-ext[^}]*\}/g, '').replaceAll('woff2-variations', 'woff2')
  const files = [...source.matchAll(/url\(\.\/(files\/([\w-]+\.woff2))\)/g)]
  return {
    css: compact(source.replaceAll('url(./files/', 'url(')),
    files: files.map(([, path = '', file = '']) => ({ name: file, type: 'font/woff2', place: new URL(path, index) })),
  }
}

/** Removes comments, line breaks, spaces and zeros that CSS does not need. */
function compact(css: string): string {
  return css
    .replace(/\/\*.*?\*\/|\n\s*/gs, '')
    .replace(/([:,]) | (?=\{)|;(?=\})/g, '$1')
    .replace(/(?<=[ :,(-])0(?=\.\d)/g, '')
    .replace(/(?<=U\+|U\+[\dA-F]+-)0+(?=[\dA-F])/g, '')
}
