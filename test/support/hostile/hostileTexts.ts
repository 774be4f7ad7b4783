import fc from 'fast-check'

/** Texts that parsers often misread. */
export const nasty = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\0', 'a\0b', '\ud800', '\udfffx', '\u202e', '\ufeff', '\r\n', '😀', 'ß', '٣', '１'],
    ...['0', '-0', '-1', '1.5', '1e3', '1e999', '0x10', '+1', ' 1', '1 ', '007', 'NaN', 'Infinity', 'true', 'null'],
    ...['32768', '2147483647', '2147483648', '9007199254740993', '9'.repeat(20), '9'.repeat(400), `-${'9'.repeat(20)}`],
    ...['__proto__', 'constructor', 'toString', 'undefined', '[object Object]', 'a[b]', '{}', '[]', '"', '\\'],
    ...[
      '../../etc/passwd',
      '..\\',
      "'; DROP TABLE users; --",
      '<script>',
      '{{7*7}}',
      '%s%n',
      '%00',
      '%',
      '*',
      ';',
      '#',
    ],
    ...['2030-02-30', '0000-01-01', '9999-12-31T23:59:59-23:59', '10000-01-01', 'http://', 'javascript:alert(1)'],
  ),
  fc.string({ unit: 'binary' }),
  fc.double().map(String),
  fc.bigInt().map(String),
)

/** Texts that would be active if they were not escaped. */
export const markup = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><svg onload=1>',
  '--><b>',
  '<!--',
  ']]>',
  '&lt;b&gt;',
  '&amp',
  '&#60;',
  '</dd></dl>',
  '<plaintext>',
  '`+alert(1)+`',
  '</noscript>',
  '<bdi>',
]

/** Texts that would be active if they were not escaped. The database stores neither NUL nor half a surrogate pair. */
export const hostile = fc
  .array(fc.oneof(fc.constantFrom(...markup), nasty), { minLength: 1, maxLength: 4 })
  .map((parts) => `x${parts.join('').toWellFormed().replaceAll('\0', '')}x`.slice(0, 120).toWellFormed())

const manyLetters = Array.from({ length: 80_000 }, (_, index) => String.fromCodePoint(0x4e00 + (index % 20_000)))

/** Texts nearly as long as a body may be. A careless parser takes seconds or minutes for them. */
export const longTexts = {
  'an invalid number': `${'1'.repeat(200_000)}x`,
  'a number with a gap': `1${' '.repeat(200_000)}1`,
  'a CID': `Qm${'z'.repeat(200_000)}`,
  'a CID of another base': `k${'z'.repeat(200_000)}`,
  'a URL': `http://${manyLetters.join('')}`,
  'an email': `a@${'a.'.repeat(100_000)}!`,
  'a date': `2030-01-01T00:00:00.${'1'.repeat(200_000)}x`,
}

const date = fc.oneof(
  fc.constantFrom('1969-12-31', '1970-01-01', '9999-12-31', '9999-12-31T23:59:59', '9999-12-31T23:59:59.999999999'),
  fc
    .date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 19)),
)
const offset = fc.constantFrom('', 'Z', '+14:00', '-12:00', '+23:59', '-23:59')
const time = fc.oneof(
  fc.constantFrom(1, 100_000_000, 99_999_999_999, 253_402_300_799),
  fc.integer({ min: 100_000_000, max: 99_999_999_999 }),
)
const title = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 100 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 100 }) },
)
/** Excludes `pg`, the domain of Papua New Guinea, which would look like a leak of internals. */
const link = fc.webUrl({ withFragments: true, withQueryParameters: true }).filter((url) => !/\bpg\b/.test(url))
const hours = fc.integer({ min: 0, max: 32_767 })
const score = fc.double({ noNaN: true, noDefaultInfinity: true })

/** Certificates at the limits of the APIs, and some beyond. */
export const extremeCertificates = {
  lms: fc.record(
    { name: title, description: title, achievedAt: time, expiresAt: time, imageUrl: link },
    { requiredKeys: [] },
  ),
  wallet: fc.record(
    {
      certificate_title: title,
      program_title: title,
      course_link: link,
      skills: fc.array(title, { maxLength: 3 }),
      industries: fc.array(title, { maxLength: 3 }),
      score: fc.oneof(score, score.map(String)),
      duration: fc.oneof(hours, hours.map(String)),
      expiration_date: fc.tuple(date, offset).map((parts) => parts.join('')),
      granted_to_type: fc.integer({ min: 1, max: 3 }),
      checksum_hash: fc.stringMatching(/^[0-9a-fA-F]{64}$/),
    },
    { requiredKeys: [] },
  ),
}
