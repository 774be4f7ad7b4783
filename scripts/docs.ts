import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { summary } from '../bench/figures.ts'
import type { Measured } from '../bench/results.ts'
import { definitionOf, type ProblemCode, problemGroups } from '../src/core/problemCodes.ts'
import { kinds } from '../src/core/variableFormats.ts'
import { needs } from '../src/core/variableNeeds.ts'
import { variableGroups, variables } from '../src/core/variables.ts'
import { dataFiles, type Place, tables } from '../src/erasure/personalData.ts'

// `npm run docs` generates pages of docs/, and tables of others, from definitions and results. `--check` only reports outdated pages.

const root = new URL('../', import.meta.url)

/** Returns the generated pages: path → text. */
export function generatedPages(): Map<string, string> {
  return new Map([
    ['docs/configuration.md', configurationPage()],
    ['docs/errors.md', errorsPage()],
    ['docs/privacy.md', withPlaces(readFileSync(new URL('docs/privacy.md', root), 'utf8'))],
    ['README.md', withFigures(readFileSync(new URL('README.md', root), 'utf8'))],
  ])
}

/** Returns the paths of outdated pages. */
export function stalePages(): string[] {
  const stale = [...generatedPages()].filter(([path, text]) => text !== readFileSync(new URL(path, root), 'utf8'))
  return stale.map(([path]) => path)
}

function configurationPage(): string {
  const defaults: Record<string, unknown> = variables.parse({})
  const groups = Object.entries(variableGroups).map(([title, group]) => {
    const rows = Object.entries(group).map(([name, variable]: [string, z.ZodType]) => {
      const needed = needs.filter(([one]) => one === name).map(([, other, reason]) => `Needs \`${other}\`: ${reason}.`)
      const byDefault = typeof defaults[name] === 'object' ? undefined : defaults[name]
      return [
        `\`${name}\``,
        kindOf(variable),
        byDefault === undefined ? '' : `\`${byDefault}\``,
        [variable.description, ...needed].join(' '),
      ]
    })
    return `## ${title}\n\n${table(['variable', 'value', 'default', 'description'], rows)}`
  })
  return page('Configuration', 'src/core/variables.ts', [
    'Chancery reads environment variables. An empty variable counts as unset. With a wrong value the server does\n' +
      'not start, and prints one line that names the variable. Lists are comma-separated.',
    ...groups,
  ])
}

function kindOf(variable: z.ZodType): string {
  const format = variable instanceof z.ZodDefault || variable instanceof z.ZodOptional ? variable.unwrap() : variable
  const kind = kinds.get(format)?.kind
  if (!kind) throw new Error('A variable has no format from src/core/variableFormats.ts.')
  return kind
}

function errorsPage(): string {
  const groups = Object.entries(problemGroups).map(([title, group]) => {
    const codes = Object.keys(group) as ProblemCode[] // The keys of all groups are the codes.
    const rows = codes.map((code) => {
      const { status, sentence, advice, retryAfter, wallet } = definitionOf(code)
      const notes = [
        /[.]$/.test(sentence) ? sentence : `${sentence}.`,
        advice,
        retryAfter && `\`Retry-After\`: ${retryAfter} s.`,
        wallet === 'denied' && 'Body: `{ "status": "denied" }`.',
        wallet && wallet !== 'denied' && `Body: \`{ "error": { "${wallet}": […] } }\`.`,
      ]
      return [`\`${code}\``, `${status}`, notes.filter(Boolean).join(' ')]
    })
    return `## ${title}\n\n${table(['code', 'status', 'meaning'], rows)}`
  })
  return page('Error codes', 'src/core/problemCodes.ts', [
    'Every error response has a stable code in its `X-Error-Code` header. Programs should compare the code, because\n' +
      'messages can change. A code has the same status in every API, but not the same body:',
    table(
      ['response of', 'body'],
      [
        ['LMS API', '`{ "status", "message", "errors"? }`. `errors` has messages for each field.'],
        ['wallet API, 400 and 413', '`{ "error" }`: a message, or an object with messages for each field'],
        ['wallet API, 404', '`{ "detail": "Not found." }`'],
        ['wallet API, other statuses', '`{ "detail" }`, unless the table below names another body'],
        ['public pages and files', 'a page, or `{ "status", "message" }`'],
        [
          'a request that is not valid HTTP',
          '`{ "status", "message", "detail" }` with the standard phrase of the status',
        ],
      ],
    ),
    ...groups,
  ])
}

function withPlaces(text: string): string {
  const rowsOf = (places: Record<string, Place>) =>
    Object.entries(places).map(([name, { about, kept, erasure }]) => [`\`${name}\``, about, kept, erasure])
  const head = (what: string) => [what, 'what it has about people', 'how long', 'what an erasure does']
  return withTables(text, 'src/erasure/personalData.ts', [
    table(head('table'), rowsOf(tables)),
    table(head('in `DATA_DIR`'), rowsOf(dataFiles)),
  ])
}

/** The first figure of each of these benchmarks is a ratio to the floor. */
const compared = {
  list: 'a list page of 20',
  retrieve: 'a wallet certificate',
  create: 'creating a wallet certificate',
}

function withFigures(text: string): string {
  const { benches }: { benches: Measured[] } = JSON.parse(readFileSync(new URL('bench/results.json', root), 'utf8'))
  const rows = Object.entries(compared).map(([name, what]) => {
    const figure = benches.find((bench) => bench.name === name)?.figures[0]
    if (!figure) throw new Error(`bench/results.json has no figure of ${name}.`)
    return [what, summary(figure)]
  })
  const ratios = table(['', 'requests a second, compared with the floor'], rows)
  return withTables(text, 'bench/results.json', [ratios])
}

/** Replaces the tables of a handwritten page, which are between two comments. */
function withTables(text: string, source: string, written: string[]): string {
  const [begin, end] = [`<!-- Written by \`npm run docs\` from ${source}. -->`, '<!-- End -->']
  const [before = '', rest = ''] = text.split(begin)
  const [, after = ''] = rest.split(end)
  return before + [begin, ...written, end].join('\n\n') + after
}

function page(title: string, source: string, parts: string[]): string {
  return `# ${title}\n\n<!-- Written by \`npm run docs\` from ${source}. Do not edit. -->\n\n${parts.join('\n\n')}\n`
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return lines.join('\n')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (process.argv.includes('--check')) {
    const stale = stalePages()
    for (const path of stale) console.error(`${path} is outdated. Run: npm run docs`)
    process.exitCode = stale.length === 0 ? 0 : 1
  } else {
    for (const [path, text] of generatedPages()) {
      writeFileSync(new URL(path, root), text)
      console.log(path)
    }
  }
}
