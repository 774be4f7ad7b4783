import { describe, expect, it } from 'vitest'
import { parseTransform } from '../../src/typeset/matrix.ts'

describe('parseTransform', () => {
  it.each([
    ['', [1, 0, 0, 1, 0, 0]],
    ['translate(100-50)', [1, 0, 0, 1, 100, -50]],
    ['matrix(1 0 0 1 10.5.5)', [1, 0, 0, 1, 10.5, 0.5]],
    [' translate ( +1.e1 , .5E+1 ) ', [1, 0, 0, 1, 10, 5]],
    ['translate(2) scale(3)', [3, 0, 0, 3, 2, 0]],
    ['translate(2),scale(3 -4)', [3, 0, 0, -4, 2, 0]],
    ['scale(3)translate(2)', [3, 0, 0, 3, 6, 0]],
  ])('reads "%s"', (text, matrix) => {
    expect(parseTransform(text)).toStrictEqual(matrix)
  })

  it('reads rotate(90 1 2)', () => {
    for (const [index, value] of [0, 1, -1, 0, 3, 1].entries()) {
      expect(parseTransform('rotate(90 1 2)')?.[index]).toBeCloseTo(value)
    }
  })
})

it.each([
  'translate',
  'translate()',
  'translate(1,,2)',
  'translate(1,)',
  'translate(1 2 3)',
  'translate(1px)',
  'rotate(10deg)',
  'rotate(45 1)',
  'matrix(1 0 0 1 0)',
  'skewX(1 2)',
  'constructor(1)',
  'translate(1) x',
  'translate(-)',
])('returns null for the transform %s', (text) => {
  expect(parseTransform(text)).toBeNull()
})

it.each([
  ['letters', 'a'.repeat(100_000)],
  ['spaces', ' '.repeat(100_000)],
  ['spaces in a list', `translate(1${' '.repeat(100_000)}x)`],
  ['spaces behind a step', `translate(1)${' '.repeat(100_000)}x`],
  ['brackets', 'a('.repeat(50_000)],
  ['numbers', `translate(${'1 '.repeat(28)}x)`],
  ['digits', `translate(${'1'.repeat(100_000)}x)`],
])('returns null for a long text of %s in less than two seconds', (_, text) => {
  const begun = performance.now()
  expect(parseTransform(`${text}!`)).toBeNull()
  expect(performance.now() - begun).toBeLessThan(2000)
})
