import { expect } from 'vitest'

/** What a log never has in it, whatever the tests of the whole suite do. */
const secrets = {
  'an email address': /[\w.+-]+(@|%(25)*40)[\w-]+(\.[\w-]+)+/,
  'an API key': /chk_\w{8,}/,
  'the secret of a webhook': /whsec_[\w+/=-]*/,
  'a token': /bearer\s+\S+|chs_\w{8,}/i,
  // But for the hash of a transaction, which is public and told as one.
  'a signature, a private key or a checksum': /(?<!\w|transaction[\s":]{1,3})(0x)?[0-9a-f]{64}([0-9a-f]{66})?\b/i,
}

/** How a server begins the line with the key of its first site. */
const FIRST_KEY = 'A first site was made. Its API key, shown this once: chk_'

/** Expects that a server wrote nothing secret, neither of the kinds that no log has nor what is given; to what it shows once it is used. */
export function ensureDiscreet(written: string, own: string[]): void {
  const log = watchedLog()
  log.writeServer(written)
  log.ensureDiscreet()
  for (const secret of own) expect(written.includes(secret), 'whether it wrote what it was told').toBe(false)
}

/** All that a text has of it. */
export function secretsIn(text: string): string[] {
  return Object.values(secrets).flatMap(({ source, flags }) => text.match(new RegExp(source, `g${flags}`)) ?? [])
}

/** A log that notices what should not be in it. */
export function watchedLog() {
  const found: string[] = []
  const log = {
    /** Of what a command wrote to its standard output, its log, and not what it was asked to show. */
    writeCommand(written: string) {
      for (const line of written.split('\n')) if (line.startsWith('{"level":')) log.write(line)
    },
    /** All that a program wrote that is there to run, but for the key that it shows once. */
    writeServer(written: string) {
      for (const line of written.split('\n')) if (!line.startsWith(FIRST_KEY)) log.write(line)
    },
    write(line: string) {
      for (const [what, pattern] of Object.entries(secrets)) {
        if (found.length < 3 && pattern.test(line)) found.push(`${what}: ${line}`)
      }
    },
    ensureDiscreet() {
      expect(found, 'what the log should not say').toEqual([])
    },
  }
  return log
}
