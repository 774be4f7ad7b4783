import { hash } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
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

export type Asset = { type: string; content: string | ReadStream }

export type Assets = {
  /** Changes with any of the assets. */
  version: string
  get(name: string): Asset | null
}

/** Where scripts are read from. Each has its own names. */
const scriptFolders = [folder, built]

/** Serves assets. Only those of this version are immutable: servers of two versions may run in parallel. */
export const assetRoute: FastifyPluginAsync<Assets> = async (app, assets) => {
  app.get<{ Params: { version: string; file: string } }>('/verify/assets/:version/:file', async (request, reply) => {
    const { version, file } = request.params
    const asset = assets.get(file)
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

/** Reads the style and the scripts of the public pages, and finds their fonts in their npm packages. */
export async function loadAssets(): Promise<Assets> {
  const [style, icon, scripts, ...faces] = await Promise.all([
    loadStyle(),
    readFile(new URL('icon.svg', folder), 'utf8'),
    loadScripts(),
    ...families.map(fontFaces),
  ])
  const fonts = new Map(faces.flatMap((face) => face.files))
  const files: Record<string, Asset> = {
    'page.css': { type: 'text/css; charset=utf-8', content: faces.map((face) => face.css).join('') + style },
    ...scripts,
    'icon.svg': { type: 'image/svg+xml', content: icon },
  }
  return {
    version: hash(
      'sha256',
      Object.values(files)
        .map(({ content }) => content)
        .join('\0'),
    ).slice(0, 16),
    get(name) {
      const font = fonts.get(name)
      if (font) return { type: 'font/woff2', content: createReadStream(font) }
      return Object.hasOwn(files, name) ? (files[name] ?? null) : null
    },
  }
}

async function loadStyle(): Promise<string> {
  const parts = await Promise.all(styles.map((name) => readFile(new URL(`style/${name}.css`, folder), 'utf8')))
  return compact(parts.join('\n'))
}

async function loadScripts(): Promise<Record<string, Asset>> {
  const places = await Promise.all(
    scriptFolders.map(async (place) => {
      const names = await readdir(place)
      return names
        .filter((name) => name.endsWith('.js'))
        .toSorted()
        .map((name) => new URL(name, place))
    }),
  )
  const scripts = await Promise.all(
    places.flat().map(async (place) => {
      const content = await readFile(place, 'utf8')
      return [place.pathname.split('/').at(-1), { type: 'text/javascript; charset=utf-8', content }]
    }),
  )
  return Object.fromEntries(scripts)
}

/** Returns the `@font-face` rules of a package and its font files. */
async function fontFaces(name: string): Promise<{ css: string; files: [string, URL][] }> {
  const index = new URL(import.meta.resolve(`${name}/index.css`))
  const all = await readFile(index, 'utf8')
  // Ancient Greek is not worth a part of every page.
  const source = all.replace(/@font-face \{[^}]*greek-ext[^}]*\}/g, '').replaceAll('woff2-variations', 'woff2')
  const files = [...source.matchAll(/url\(\.\/(files\/([\w-]+\.woff2))\)/g)]
  return {
    css: compact(source.replaceAll('url(./files/', 'url(')),
    files: files.map(([, path = '', file = '']) => [file, new URL(path, index)]),
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
