import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { newFolder } from '../support/files/folders.ts'
import { chancery } from '../support/server/process.ts'

const run = promisify(execFile)
const shells = ['bash', 'zsh', 'fish'] as const
const scripts = new Map<string, string>()

const installed = await Promise.all(
  shells.map((shell) =>
    run(shell, ['--version']).then(
      () => shell,
      () => null,
    ),
  ),
)

beforeAll(async () => {
  const folder = await newFolder()
  for (const shell of shells) {
    const { code, stdout, stderr } = await chancery(['completion', shell])
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' })
    const path = join(folder, `chancery.${shell}`)
    await writeFile(path, stdout)
    scripts.set(shell, path)
  }
})

/** Completes the last word of the line as bash does. */
async function completedByBash(line: string): Promise<string[]> {
  const script = `
    source "$1"
    shift
    [[ $(complete -p chancery) == 'complete -o default -F _chancery chancery' ]] || exit 3
    COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
    _chancery
    printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await run('bash', ['-uc', script, 'bash', scripts.get('bash') ?? '', ...line.split(' ')])
  return stdout.split('\n').filter(Boolean)
}

async function completedByFish(line: string): Promise<string[]> {
  const script = 'source $argv[1]; complete -C $argv[2]'
  const { stdout } = await run('fish', ['--no-config', '-c', script, scripts.get('fish') ?? '', line])
  return stdout.split('\n').flatMap((text) => text.split('\t')[0] || [])
}

const lines: [string, string[]][] = [
  ['chancery mi', ['migrate']],
  ['chancery --v', ['--version']],
  ['chancery keys ', ['create', 'list', 'revoke', 'rotate', 'help']],
  ['chancery keys create --', ['--site', '--label', '--scope', '--expires', '--help']],
  ['chancery keys create --scope ', ['read', 'issue', 'admin']],
  ['chancery keys create --site 1 --sc', ['--scope']],
  ['chancery verify bundle.json --on', ['--online']],
  ['chancery completion ', ['bash', 'zsh', 'fish']],
]

describe('chancery completion', () => {
  it.each(lines)('completes commands, options and values in bash: %s', async (line, words) => {
    expect(await completedByBash(line)).toStrictEqual(words)
  })

  it('leaves the names of files to bash', async () => {
    for (const line of ['chancery verify ', 'chancery verify --file ', 'chancery import courses a']) {
      expect(await completedByBash(line), line).toStrictEqual([])
    }
  })

  it.skipIf(!installed.includes('fish')).each(lines)('completes the same in fish: %s', async (line, words) => {
    expect((await completedByFish(line)).toSorted()).toStrictEqual(words.toSorted())
  })

  it.skipIf(!installed.includes('zsh'))('prints a script that zsh can read', async () => {
    await run('zsh', ['-n', scripts.get('zsh') ?? ''])
  })

  it('prints the same commands and options for every shell', async () => {
    const texts = await Promise.all(shells.map((shell) => readFile(scripts.get(shell) ?? '', 'utf8')))
    for (const [index, text] of texts.entries()) {
      expect(text).toContain('chancery issuers unblock')
      expect(text).toContain(shells[index] === 'fish' ? '-l ignore-unknown-columns' : '--ignore-unknown-columns')
    }
  })
})
