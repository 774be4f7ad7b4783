import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { closed, describeUnknownFields, nearestOf } from '../../src/core/closed.ts'

const known = ['userId', 'name', 'description', 'achievedAt', 'expiresAt', 'imageUrl']

describe('nearestOf', () => {
  it.each([
    ['expiryAt', 'expiresAt'],
    ['expires_at', 'expiresAt'],
    ['EXPIRES-AT', 'expiresAt'],
    ['expires', 'expiresAt'],
    ['expireAt', 'expiresAt'],
    ['achievdAt', 'achievedAt'],
    ['nmae', 'name'],
    ['user_id', 'userId'],
    ['imageURL', 'imageUrl'],
    ['desciption', 'description'],
  ])('finds the field for %s', (name, field) => {
    expect(nearestOf(name, known)).toBe(field)
  })

  it.each(['userName', 'language', 'x', '', 'courseId', '__proto__', 'n'.repeat(500)])(
    'finds none for %s',
    (name) => {
      expect(nearestOf(name, known)).toBeUndefined()
    },
  )

  it('finds a name of at least five letters with one wrong, missing, additional or swapped letter', () => {
    const word = fc.constantFrom(...known.filter((name) => name.length >= 5))
    const change = fc.constantFrom<(letters: string[], at: number) => unknown>(
      (letters, at) => letters.splice(at, 1, '#'),
      (letters, at) => letters.splice(at, 1),
      (letters, at) => letters.splice(at, 0, '#'),
      (letters, at) => letters.splice(at, 2, ...letters.slice(at, at + 2).reverse()),
    )
    fc.assert(
      fc.property(word, change, fc.nat(20), (name, apply, place) => {
        const letters = [...name]
        apply(letters, place % name.length)
        expect(nearestOf(letters.join(''), known)).toBe(name)
      }),
    )
  })
})

describe('closed', () => {
  const schema = closed(z.object({ name: z.string(), expiresAt: z.int().optional() }), {
    ignored: ['id'],
    fixed: ['courseId'],
    hints: { userName: 'Change the user.' },
  })
  const errorsOf = (value: unknown) =>
    schema.safeParse(value).error?.issues.map(({ path, message }) => [path.join('.'), message])

  it('names the nearest field, gives a hint, and reports other errors too', () => {
    expect(errorsOf({ name: 5, expiryAt: 1, userName: 'A', zzz: 1, id: 2 })).toStrictEqual([
      ['name', 'Invalid input: expected string, received number'],
      ['expiryAt', 'Unknown field. Did you mean `expiresAt`?'],
      ['userName', 'Unknown field. Change the user.'],
      ['zzz', 'Unknown field. Known fields: name, expiresAt.'],
    ])
  })

  it('drops ignored fields and leaves fixed ones', () => {
    expect(schema.parse({ name: 'A', id: 2, courseId: 3 })).toStrictEqual({ name: 'A', courseId: 3 })
  })

  it('reports at most twenty unknown fields', () => {
    const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`expiry${index}`, 1]))
    expect(errorsOf({ name: 'A', ...many })).toHaveLength(20)
  })

  it('describes other fields in the JSON schema: those that it ignores, or none', () => {
    const schemaOf = (fields: z.ZodType) =>
      z.toJSONSchema(fields, { io: 'input', override: ({ jsonSchema }) => describeUnknownFields(jsonSchema) })
    expect(schemaOf(schema)).not.toHaveProperty('additionalProperties')
    expect(schemaOf(schema)).toHaveProperty('x-ignored-fields', ['id', 'courseId'])
    expect(schemaOf(closed(z.object({})))).toMatchObject({ additionalProperties: false })
  })
})
