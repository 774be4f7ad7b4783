import fc from 'fast-check'

const awkward = [
  '"',
  '\\',
  '/',
  '\u0001',
  '\b',
  '\t',
  '\n',
  '\u001f',
  '\u007f',
  '\u2028',
  '\u2029',
  '\ufeff',
  'é',
  '👩🏽‍🚀',
  '𝄞',
  '%s',
  '%1$s',
  '{}',
  '$1',
  "'",
  ',',
]

/** A text that PostgreSQL can store, rich in characters that JSON, SQL and `format` treat specially. */
export const awkwardText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...awkward),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((unit) => unit !== '\0'),
  ),
  maxLength: 20,
})

/** A time in milliseconds, before 1970 too. */
export const anyTime = fc.date({
  min: new Date('0100-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
