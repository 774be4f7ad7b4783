import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// PostgreSQL of Debian. It does not run as root.

export const BIN = '/usr/lib/postgresql/15/bin'

export const hasPostgres = existsSync(`${BIN}/pg_basebackup`)

const isRoot = process.getuid?.() === 0

/** Returns the command as a user that may run PostgreSQL. */
export function asPostgres(command: string[]): [file: string, args: string[]] {
  const [file = '', ...args] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
  return [file, args]
}

/** Creates a folder for the data of that user. */
export async function postgresFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  await chmod(folder, 0o755)
  if (isRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
    await chown(folder, id('-u'), id('-g'))
  }
  return folder
}
