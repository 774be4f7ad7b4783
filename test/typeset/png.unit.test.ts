import { Resvg } from '@resvg/resvg-js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeOpaque, type Pixels } from '../../src/typeset/png.ts'

const sizes = fc.record({ width: fc.integer({ min: 1, max: 40 }), height: fc.integer({ min: 1, max: 40 }) })

const opaquePictures = sizes.chain(({ width, height }) =>
  fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 }).map((bytes): Pixels => {
    return { width, height, pixels: bytes.map((byte, index) => (index % 4 === 3 ? 255 : byte)) }
  }),
)

/** Decodes a PNG with resvg. */
function decoded(png: Uint8Array, { width, height }: Pixels): number[] {
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><image width="${width}" height="${height}" href="${href}" style="image-rendering:optimizeSpeed"/></svg>`
  return [...new Resvg(svg).render().pixels]
}

describe('encodeOpaque', () => {
  it('encodes pixels that another decoder reads, whatever the picture before', () => {
    fc.assert(
      fc.property(opaquePictures, (picture) => {
        expect(decoded(encodeOpaque(picture) ?? new Uint8Array(), picture)).toEqual([...picture.pixels])
      }),
    )
  })

  it('encodes a picture after one of other dimensions that takes as many bytes', () => {
    const pictureOf = (width: number, height: number): Pixels => {
      return { width, height, pixels: new Uint8Array(width * height * 4).fill(255) }
    }
    // 4 rows of 10 bytes, then 10 rows of 4 bytes.
    for (const picture of [pictureOf(3, 4), pictureOf(1, 10)]) {
      expect(decoded(encodeOpaque(picture) ?? new Uint8Array(), picture)).toEqual([...picture.pixels])
    }
  })

  it('encodes no picture with a translucent pixel', () => {
    fc.assert(
      fc.property(opaquePictures, fc.nat(), fc.integer({ min: 0, max: 254 }), (picture, place, alpha) => {
        const pixels = picture.pixels.slice()
        pixels[(place % (pixels.length / 4)) * 4 + 3] = alpha
        expect(encodeOpaque({ ...picture, pixels })).toBeNull()
      }),
    )
  })
})
