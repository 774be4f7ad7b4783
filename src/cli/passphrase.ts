import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { Explained, reasonOf } from '../explained.ts'

/** Minimum length of a new passphrase: a person with the file can try passphrases without limit. */
const MIN_LENGTH = 12

/** Where a passphrase comes from. Never an argument, which every user of the machine can see. */
export type PassphraseSource = {
  /** Value of BACKUP_PASSPHRASE. */
  given: string | undefined
  file: string | undefined
}

export type Terminal = { input: NodeJS.ReadableStream & { isTTY?: boolean }; output: NodeJS.WritableStream }

const standard: Terminal = { input: process.stdin, output: process.stderr }

/** Returns a passphrase for a new backup. Asks twice. */
export async function newPassphrase(source: PassphraseSource, terminal = standard): Promise<string> {
  const given = await readGiven(source)
  const [passphrase = '', again] =
    given === undefined ? await ask(['New passphrase: ', 'Again: '], terminal) : [given, given]
  if (passphrase.length < MIN_LENGTH) throw new Explained(`The passphrase needs at least ${MIN_LENGTH} characters.`)
  if (passphrase !== again) throw new Explained('The two passphrases differ.')
  return passphrase
}

export async function knownPassphrase(source: PassphraseSource, terminal = standard): Promise<string> {
  const given = await readGiven(source)
  const [passphrase = ''] = given === undefined ? await ask(['Passphrase: '], terminal) : [given]
  return passphrase
}

async function readGiven({ given, file }: PassphraseSource): Promise<string | undefined> {
  if (file === undefined) return given
  const text = await readFile(file, 'utf8').catch((error) => {
    throw new Explained(`Cannot read the passphrase: ${reasonOf(error)}`, { cause: error })
  })
  return text.replace(/\r?\n$/, '')
}

/** Asks on the terminal, without showing what is typed. */
async function ask(questions: string[], { input, output }: Terminal): Promise<string[]> {
  if (!input.isTTY) {
    throw new Explained('The passphrase is missing. Set BACKUP_PASSPHRASE, or use --passphrase-file or a terminal.')
  }
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: silent, terminal: true })
  lines.once('SIGINT', () => lines.close())
  const typed = lines[Symbol.asyncIterator]()
  const answers: string[] = []
  try {
    for (const question of questions) {
      output.write(question)
      const line = await typed.next()
      output.write('\n')
      if (line.done) throw new Explained('No passphrase was entered.')
      answers.push(line.value)
    }
    return answers
  } finally {
    lines.close()
  }
}
