import { MAX_DEPTH, parseJson, TooDeep } from '@chancery/verify/json'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('parseJson', () => {
  it('parses what JSON.parse does', () => {
    fc.assert(
      fc.property(fc.json({ depthSize: 'small' }), (text) => {
        expect(parseJson(text)).toStrictEqual(JSON.parse(text))
      }),
    )
    for (const text of [nested(MAX_DEPTH), `[${'[],'.repeat(1000)}{}]`, '"[[[\\"[[["', '"\\\\"']) {
      expect(parseJson(text)).toStrictEqual(JSON.parse(text))
    }
  })

  it('counts no brackets in strings', () => {
    expect(parseJson(JSON.stringify({ ['[[['.repeat(100)]: ['{{"\\'.repeat(100)] }))).toHaveProperty('[[['.repeat(100))
  })

  it.each(['[', '{"a":', '["[",', '[[],'])('rejects 8 MB of %s before it parses', (piece) => {
    const parse = vi.spyOn(JSON, 'parse')
    try {
      expect(() => parseJson(piece.repeat(8_000_000 / piece.length))).toThrow(TooDeep)
      expect(parse).not.toHaveBeenCalled()
    } finally {
      parse.mockRestore()
    }
  })

  it.each(['', '[', '"', '"\\', '[1,]', ']]]]', nested(MAX_DEPTH).slice(1)])(
    'rejects %j as JSON.parse does',
    (text) => {
      expect(() => parseJson(text)).toThrow(SyntaxError)
      expect(() => parseJson(text)).not.toThrow(TooDeep)
    },
  )
})
