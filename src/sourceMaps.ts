import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

// Makes stack traces name the sources of the bundles in `dist`. Imported by every entry point. Reads a source map when
// the first stack trace needs it: Node's `--enable-source-maps` would read all of them at the start.

const maps = new Map<string, SourceMap | null>()

// Run from the sources, the loader maps stack traces.
if (import.meta.url.endsWith('.js')) {
  Error.prepareStackTrace = (error, frames) =>
    [Error.prototype.toString.call(error), ...frames.map((frame) => `    at ${describe(frame)}`)].join('\n')
}

function describe(frame: NodeJS.CallSite): string {
  const text = String(frame)
  const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()]
  if (!file || !line || !column || !file.startsWith('file:')) return text
  const entry = mapOf(file)?.findEntry(line - 1, column - 1)
  // The source map has no lines of packages.
  if (!entry || !('originalSource' in entry) || !isOurs(entry.originalSource)) return text
  const source = fileURLToPath(new URL(entry.originalSource, file))
  return text.replace(`${file}:${line}:${column}`, `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`)
}

/** The source is undefined for packages, which Node's types do not say. */
function isOurs(source: string | undefined): boolean {
  return source?.endsWith('.ts') ?? false
}

function mapOf(file: string): SourceMap | null {
  const known = maps.get(file)
  if (known !== undefined) return known
  const map = readMap(new URL(`${file}.map`))
  maps.set(file, map)
  return map
}

function readMap(file: URL): SourceMap | null {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}
