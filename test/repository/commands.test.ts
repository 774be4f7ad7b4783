import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { type Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { chanceryCommand } from '../../src/cli/program.ts'

// Checks the command lines of the documentation as they are printed.

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFile(new URL(path, root), 'utf8')

const markdownIn = async (folder: string) =>
  (await readdir(new URL(folder, root))).filter((name) => name.endsWith('.md')).map((name) => folder + name)
const packages = (await readdir(new URL('packages/', root))).map((name) => `packages/${name}/`)
const paths = await Promise.all(['./', 'docs/', ...packages].map(markdownIn))
// A changelog also names what was removed.
const current = paths.flat().filter((path) => path !== './CHANGELOG.md')
const pages = await Promise.all(current.map(async (path) => ({ path, text: await read(path) })))

/** Code that is not a command: the texts from which the key of a document and the proof of a file are derived. */
const otherTexts = ['chancery document v1', 'chancery file {public id} {SHA-256 of the file}']

/** Placeholders of the documentation, with sample values. */
const values: Record<string, string> = {
  ID: '1',
  ADDRESS: '0xd2be64317eb1832309df8c8c18b09871809f3735',
  CID: 'bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4',
  NAMES: 'course_link,achieved_at',
  URL: 'https://node.example',
  'https://…': 'https://node.example',
}

const commands = pages.flatMap(({ path, text }) =>
  commandsIn(text)
    .filter((line) => !otherTexts.includes(line))
    .map((line) => ({ path, line })),
)

/** The command lines of blocks, and of code within a sentence, without comments and redirections. */
function commandsIn(text: string): string[] {
  const code = text.split(/^```.*$/m).map((part, index) => (index % 2 === 1 ? part : withSpansAsLines(part)))
  const lines = code.join('\n').matchAll(/(?:\bnpx chancery|\bnpm run chancery --|^ *chancery)(?= [\w-])[^#>\n]*/gm)
  return [...lines].map(([line]) => line.trim())
}

function withSpansAsLines(prose: string): string {
  return prose.replace(/`[^`]+`/g, (span) => `\n${span.slice(1, -1).replace(/\s+/g, ' ')}\n`)
}

/** Returns the arguments of a line: `a|b` makes two lines, `[--option]` is optional. */
function argumentsOf(line: string): string[][] {
  const words = line.replace(/^(npx chancery|npm run chancery --|chancery) /, '').match(/"[^"]*"|\S+/g) ?? []
  return words.reduce<string[][]>(
    (lines, word) => {
      const meant = word.replace(/^\[(.*)\]$/, '$1').split('|')
      return lines.flatMap((before) =>
        meant.map((one) => [...before, values[one] ?? values[one.replace(/…$/, '')] ?? one.replace(/…$/, '')]),
      )
    },
    [[]],
  )
}

/** Reads a command line without running it; returns the code of commander's error, or null where it is right. */
async function errorOf(args: string[]): Promise<string | null> {
  const program = await chanceryCommand(args)
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} })
    if (command !== program) command.action(() => {})
  }
  try {
    await program.parseAsync(args, { from: 'user' })
    return null
  } catch (error) {
    if (error instanceof CommanderError) return error.code
    throw error
  }
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

/** Returns the errors that are allowed. A name in small letters alone may lack its arguments. */
function allowedErrors(args: string[]): (string | null)[] {
  const isName = args.every((word) => /^[a-z]+$/.test(word))
  const missing = ['commander.missingArgument', 'commander.missingMandatoryOptionValue']
  return [null, 'commander.helpDisplayed', 'commander.version', ...(isName ? missing : [])]
}

describe('documented command lines', () => {
  it('finds the command lines of the documentation', () => {
    expect(commands.length).toBeGreaterThan(40)
    expect(commands.map(({ line }) => line)).toContain('npx chancery --help')
  })

  it.each(commands)('accepts the command and all its options: $path: $line', async ({ line }) => {
    for (const args of argumentsOf(line)) expect(allowedErrors(args), args.join(' ')).toContain(await errorOf(args))
  })

  it('names only scripts of package.json', async () => {
    const { scripts } = JSON.parse(await read('package.json'))
    const named = pages.flatMap(({ text }) => [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name))
    expect(named.filter((name) => name && !(name in scripts))).toStrictEqual([])
  })

  it.each([
    { line: 'npx chancery --help', output: /^Usage: chancery [\s\S]*^ {2}keys +API keys/m },
    { line: 'npx chancery --version', output: /^\d+\.\d+\.\d+\n$/ },
  ])('runs after npm ci: $line', async ({ line, output }) => {
    const [command = '', ...args] = line.split(' ')
    const { stdout } = await promisify(execFile)(command, args, { cwd: root })
    expect(stdout).toMatch(output)
  })
})
