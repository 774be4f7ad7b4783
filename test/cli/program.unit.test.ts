import { type Command, CommanderError } from 'commander'
import { describe, expect, it } from 'vitest'
import { chanceryCommand } from '../../src/cli/program.ts'

/** Parses a command line for which no command runs; returns its exit code and output. */
async function read(line: string): Promise<{ code: number; out: string; error: string }> {
  const printed = { code: 0, out: '', error: '' }
  const words = line.split(' ').filter(Boolean)
  const program = await chanceryCommand(words)
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({
      writeOut(text) {
        printed.out += text
      },
      writeErr(text) {
        printed.error += text
      },
    })
  }
  try {
    await program.parseAsync(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return { ...printed, code: error.exitCode }
    throw error
  }
  throw new Error(`This was run: ${line}`)
}

function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)]
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name()
}

const listed = (await chanceryCommand([])).commands.map((command) => command.name())
const loaded = await Promise.all(listed.map((name) => chanceryCommand([name])))

describe('chancery commands', () => {
  const paths = ['chancery', ...loaded.flatMap(({ commands }) => commands.flatMap(withSubcommands)).map(pathOf)]

  it('has the commands of this list', () => {
    expect(paths).toStrictEqual([
      'chancery',
      'chancery serve',
      'chancery work',
      'chancery import',
      'chancery import certificates',
      'chancery import courses',
      'chancery import skills',
      'chancery import industries',
      'chancery sites',
      'chancery sites create',
      'chancery sites rename',
      'chancery sites link',
      'chancery sites approve',
      'chancery sites domain',
      'chancery sites list',
      'chancery users',
      'chancery users erase',
      'chancery users erased',
      'chancery users reapply',
      'chancery keys',
      'chancery keys create',
      'chancery keys list',
      'chancery keys revoke',
      'chancery keys rotate',
      'chancery issuers',
      'chancery issuers rotate',
      'chancery issuers check',
      'chancery issuers list',
      'chancery issuers release',
      'chancery issuers block',
      'chancery issuers unblock',
      'chancery wallets',
      'chancery wallets admit',
      'chancery wallets list',
      'chancery wallets remove',
      'chancery secrets',
      'chancery secrets encrypt',
      'chancery secrets rotate',
      'chancery secrets forget',
      'chancery ipfs',
      'chancery ipfs import',
      'chancery ipfs export',
      'chancery ipfs verify',
      'chancery objects',
      'chancery objects copy',
      'chancery anchor',
      'chancery anchor deploy',
      'chancery anchor list',
      'chancery verify',
      'chancery bundle',
      'chancery bundle disclose',
      'chancery mail',
      'chancery mail test',
      'chancery migrate',
      'chancery database',
      'chancery database copy',
      'chancery backup',
      'chancery restore',
      'chancery demo',
      'chancery completion',
    ])
  })

  it('loads only the command that is named, with the description of the list', async () => {
    const list = await read('--help')
    for (const [index, { commands }] of loaded.entries()) {
      expect(commands.map((command) => command.name())).toStrictEqual([listed[index]])
      expect(list.out.replace(/\s+/g, ' ')).toContain(`${listed[index]} ${commands[0]?.description()}`)
    }
  })

  it('prints the same with `help` as with --help', async () => {
    expect(await read('help keys')).toStrictEqual(await read('keys --help'))
  })

  it.each(paths)('prints help for the command and all its options: %s --help', async (path) => {
    const { code, out, error } = await read(`${path.replace('chancery', '')} --help`)
    expect({ code, error }).toStrictEqual({ code: 0, error: '' })
    const [usage = '', description = ''] = out.split('\n\n')
    expect(usage).toMatch(new RegExp(`^Usage: ${path} \\[options\\]`))
    expect(description).toMatch(/^\w.{10}/)
    for (const [, option] of out.matchAll(/^ {2}(-.*?) {2}/gm)) {
      expect(out).toMatch(new RegExp(`  ${option?.replace(/[[\]]/g, '\\$&')} +\\w`))
    }
  })
})

describe('chancery with a wrong command line', () => {
  it.each([
    ['certify', 'certify'],
    ['--nonsense', '--nonsense'],
    ['import diplomas', 'diplomas'],
    ['import courses', 'file'],
    ['import courses a.csv b.csv', 'too many arguments'],
    ['import courses a.csv --site first', '--site <id>'],
    ['import courses a.csv --site -1', '--site <id>'],
    ['import certificates a.csv', '--course <id>'],
    ['serve all', 'too many arguments'],
    ['work hard', 'too many arguments'],
    ['keys forget', 'forget'],
    ['keys create --nonsense', '--nonsense'],
    ['keys create --site 99999999999', '--site <id>'],
    ['keys create --site 1e3', '--site <id>'],
    ['keys create --expires', '--expires <date>'],
    ['keys create --expires tomorrow', '--expires <date>'],
    ['keys create --expires 1', '--expires <date>'],
    ['keys create --expires 2030-02-31', '--expires <date>'],
    ['keys create --expires 2030-01-01T12:00', '--expires <date>'],
    ['keys list all', 'too many arguments'],
    ['keys revoke', 'id'],
    ['keys revoke all', 'id'],
    ['ipfs import', 'file'],
    ['ipfs export bafkreifjjcie6lypi6ny7amxnfftagclbuxndqonfipmb64f2km2devei4', 'file'],
    ['ipfs export nonsense a.car', 'CID'],
    ['ipfs verify all', 'too many arguments'],
    ['verify', 'bundle'],
    ['verify a.json --language xx', '--language <code>'],
    ['verify a.json --rpc node', '--rpc <url>'],
    ['bundle disclose a.json', '--facts <names>'],
    ['bundle disclose a.json --facts name', '--facts <names>'],
    ['anchor everything', 'too many arguments'],
    ['anchor deploy twice', 'too many arguments'],
    ['migrate back', 'too many arguments'],
    ['database copy postgresql://localhost/chancery', 'too many arguments'],
    ['demo --port 80', '--port'],
    ['completion', 'shell'],
    ['completion tcsh', 'bash, zsh, fish'],
  ])('exits with 1 and names the error: chancery %s', async (line, named) => {
    const { code, out, error } = await read(line)
    expect({ code, out }).toStrictEqual({ code: 1, out: '' })
    expect(error).toMatch(/^error: [^\n]+\n/)
    expect(error).toContain(named)
  })

  it.each(['', 'import', 'keys'])('lists the commands where one is missing: chancery %s', async (line) => {
    const { code, out, error } = await read(line)
    expect({ code, out }).toStrictEqual({ code: 1, out: '' })
    expect(error).toContain('\nCommands:\n')
  })
})
