import { expect } from 'vitest'

/** What a log never has in it, whatever the tests of the whole suite do. */
const secrets = {
  'an email address': /[\w.+-]+@[\w-]+(\.[\w-]+)+/,
  'an API key': /chk_\w{8}/,
  'the secret of a webhook': /whsec_/,
  'a token': /bearer\s+\S/i,
  // But for the name of a file, which is the hash of what stands in it.
  'a signature, a private key or a checksum': /(?<![/\w])(0x)?[0-9a-f]{64}([0-9a-f]{66})?\b/i,
}

/** Expects that a server wrote nothing secret, neither of the kinds that no log has nor what is given; to what it shows once it is used. */
export function ensureDiscreet(written: string, own: string[]): void {
  const log = watchedLog()
  log.writeLoggedOf(written)
  log.ensureDiscreet()
  for (const secret of own) expect(written.includes(secret), 'whether it wrote what it was told').toBe(false)
}

/** A log that notices what should not be in it. */
export function watchedLog() {
  const found: string[] = []
  const log = {
    /** Of all that a program wrote, what is of its log, and not what it was asked to show. */
    writeLoggedOf(written: string) {
      for (const line of written.split('\n')) if (line.startsWith('{"level":')) log.write(line)
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
