import { expect } from 'vitest'

/** Patterns that no log may contain, in any test. */
const secrets = {
  'an email address': /[\w.+-]+(@|%(25)*40)[\w-]+(\.[\w-]+)+/,
  'an API key': /chk_\w{8,}/,
  'the secret of a webhook': /whsec_[\w+/=-]*/,
  'a token': /bearer\s+\S+|chs_\w{8,}/i,
  // Except the hash of a transaction, which is public.
  'a signature, a private key or a checksum': /(?<!\w|transaction[\s":]{1,3})(0x)?[0-9a-f]{64}([0-9a-f]{66})?\b/i,
}

/** The beginning of the line that shows the key of the first site. */
const FIRST_KEY = 'Created the first site. Its API key (shown only once): chk_'

/** Expects that a server wrote no secret: nothing that matches the patterns, and none of the given texts. */
export function ensureDiscreet(written: string, own: string[]): void {
  const log = watchedLog()
  log.writeServer(written)
  log.ensureDiscreet()
  for (const secret of own) expect(written.includes(secret), 'whether it wrote a given secret').toBe(false)
}

/** Returns all secrets in a text. */
export function secretsIn(text: string): string[] {
  return Object.values(secrets).flatMap(({ source, flags }) => text.match(new RegExp(source, `g${flags}`)) ?? [])
}

/** Creates a log that records the secrets in it. */
export function watchedLog() {
  const found: string[] = []
  const log = {
    /** Checks the log lines in the standard output of a command, but not its other output. */
    writeCommand(written: string) {
      for (const line of written.split('\n')) if (line.startsWith('{"level":')) log.write(line)
    },
    /** Checks the output of a server, except the key that it shows once. */
    writeServer(written: string) {
      for (const line of written.split('\n')) if (!line.startsWith(FIRST_KEY)) log.write(line)
    },
    write(line: string) {
      for (const [what, pattern] of Object.entries(secrets)) {
        if (found.length < 3 && pattern.test(line)) found.push(`${what}: ${line}`)
      }
    },
    ensureDiscreet() {
      expect(found, 'secrets in the log').toEqual([])
    },
  }
  return log
}
