import { describe, expect, it } from 'vitest'
import { parseTransform } from '../../src/documents/matrix.ts'

describe('A transform is read as SVG writes it', () => {
  it.each([
    ['', [1, 0, 0, 1, 0, 0]],
    ['translate(100-50)', [1, 0, 0, 1, 100, -50]],
    ['matrix(1 0 0 1 10.5.5)', [1, 0, 0, 1, 10.5, 0.5]],
    [' translate ( +1.e1 , .5E+1 ) ', [1, 0, 0, 1, 10, 5]],
    ['translate(2) scale(3)', [3, 0, 0, 3, 2, 0]],
    ['translate(2),scale(3 -4)', [3, 0, 0, -4, 2, 0]],
    ['scale(3)translate(2)', [3, 0, 0, 3, 6, 0]],
  ])('%s', (text, matrix) => {
    expect(parseTransform(text)).toStrictEqual(matrix)
  })

  it('rotate(90 1 2)', () => {
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
])('%s is no transform', (text) => {
  expect(parseTransform(text)).toBeNull()
})
