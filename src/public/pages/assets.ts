import { hash } from 'node:crypto'
import { createReadStream, type ReadStream } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import type { FastifyPluginAsync } from 'fastify'

/** Font families of the pages, the same as of the built-in certificate. */
const families = ['@fontsource-variable/eb-garamond', '@fontsource-variable/source-sans-3']

const folder = new URL('../../../assets/verify/', import.meta.url)

/** Output of `npm run build` for browsers (scripts/browser.ts). */
const built = new URL('../../../dist/browser/', import.meta.url)

export type Asset = { type: string; content: string | ReadStream }

export type Assets = {
  /** Changes with any of the assets. */
  version: string
  get(name: string): Asset | null
}

/** Serves assets. Only those of this version are immutable: servers of two versions may run in parallel. */
export const assetRoute: FastifyPluginAsync<Assets> = async (app, assets) => {
  app.get<{ Params: { version: string; file: string } }>('/verify/assets/:version/:file', async (request, reply) => {
    const { version, file } = request.params
    const asset = assets.get(file)
    if (!asset) return reply.callNotFound()
    return reply
      .header('cache-control', version === assets.version ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(asset.type)
      .send(asset.content)
  })
}

/** Reads the style and the scripts of the public pages, and finds their fonts in their npm packages. */
export async function loadAssets(): Promise<Assets> {
  const [style, icon, scripts, ...faces] = await Promise.all([
    readFile(new URL('page.css', folder), 'utf8'),
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

async function loadScripts(): Promise<Record<string, Asset>> {
  const places = [new URL('file.js', folder), new URL('proof.js', folder)]
  for (const name of (await readdir(built)).toSorted()) places.push(new URL(name, built))
  const scripts = await Promise.all(
    places.map(async (place) => {
      const content = await readFile(place, 'utf8')
      return [place.pathname.split('/').at(-1), { type: 'text/javascript; charset=utf-8', content }]
    }),
  )
  return Object.fromEntries(scripts)
}

/** Returns the `@font-face` rules of a package and its font files. */
async function fontFaces(name: string): Promise<{ css: string; files: [string, URL][] }> {
  const index = new URL(import.meta.resolve(`${name}/index.css`))
  const source = await readFile(index, 'utf8')
  const files = [...source.matchAll(/url\(\.\/(files\/([\w-]+\.woff2))\)/g)]
  return {
    css: source.replaceAll('url(./files/', 'url(').replace(/\/\*.*?\*\/|\n\s*/g, ''),
    files: files.map(([, path = '', file = '']) => [file, new URL(path, index)]),
  }
}
