import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { knownPassphrase, newPassphrase } from '../../src/cli/passphrase.ts'
import { newFolder } from '../support/files/folders.ts'

const none = { given: undefined, file: undefined }
const phrase = 'correct horse battery'

/** A terminal at which a person types this. */
function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY })
  const output = new PassThrough().setEncoding('utf8')
  input.end(typed)
  return { input, output, shown: () => output.read() as string | null } // Decoded.
}

describe('newPassphrase', () => {
  it('asks twice, and does not show what is typed', async () => {
    const person = terminal(`${phrase}\n${phrase}\n`)
    expect(await newPassphrase(none, person)).toBe(phrase)
    expect(person.shown()).toBe('New passphrase: \nAgain: \n')
  })

  it.each([
    [`${phrase}\nanother horse\n`, true, 'The two passphrases differ.'],
    ['short\nshort\n', true, 'at least 12 characters'],
    [phrase, true, 'No passphrase was entered.'],
    [`${phrase}\x03`, true, 'No passphrase was entered.'],
    [`${phrase}\n${phrase}\n`, false, 'Set BACKUP_PASSPHRASE'],
  ])('rejects %j typed at a terminal (%s)', async (typed, isTTY, message) => {
    await expect(newPassphrase(none, terminal(typed, isTTY))).rejects.toThrow(message)
  })
})

describe('knownPassphrase', () => {
  it('reads the file first, then the variable, then the terminal', async () => {
    const file = join(await newFolder(), 'passphrase')
    await writeFile(file, 'from the file \r\n')
    expect(await knownPassphrase({ given: 'from the variable', file })).toBe('from the file ')
    expect(await knownPassphrase({ given: 'from the variable', file: undefined })).toBe('from the variable')
    expect(await knownPassphrase(none, terminal('typed\n'))).toBe('typed')
    await expect(knownPassphrase({ given: phrase, file: `${file}s` })).rejects.toThrow('Cannot read the passphrase')
  })
})
