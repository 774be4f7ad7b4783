import { randomBytes } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanTemplate } from '../../src/typeset/cleanTemplate.ts'
import { classic } from '../../src/typeset/designs/classic.ts'
import { TemplateFault } from '../../src/typeset/templateFault.ts'
import { chunksOf, type Header, headerOf, imageOf, inParts, pngOf } from '../support/public/png.ts'

const places =
  '<rect id="place-holder" width="9" height="9"/><rect id="place-course" width="9" height="9"/>' +
  '<rect id="place-qr" width="9" height="9"/>'
const drawing = (inside: string, attributes = 'viewBox="0 0 297 210"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${places}${inside}</svg>`

/** Each group draws the previous group ten times. */
const bomb = (levels: number) =>
  `<defs><g id="b0"><path d="M0 0h1v1z"/></g>${Array.from(
    { length: levels },
    (_, level) => `<g id="b${level + 1}">${`<use href="#b${level}"/>`.repeat(10)}</g>`,
  ).join('')}</defs><use href="#b${levels}"/>`

/** Each <use> draws the next one, or the previous one. */
const chain = (length: number, step: 1 | -1) =>
  Array.from({ length }, (_, index) => `<use id="c${index}" href="#c${index + step}"/>`).join('') +
  `<g id="c${step === 1 ? length : -1}"/>`

const png = (width: number, height: number) => imageOf(pngOf({ width, height }, Buffer.alloc(99)))

/** Returns the number of pixels in each row. An interlaced picture has rows in each of its seven passes. */
function rowsOf({ width, height, interlace }: Header): number[] {
  if (!interlace) return Array<number>(height).fill(width)
  const pattern = ['16462646', '77777777', '56565656', '77777777', '36463646', '77777777', '56565656', '77777777']
  const rows = new Map<string, number>()
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const row = `${pattern[y % 8]?.[x % 8]} ${y}`
      rows.set(row, (rows.get(row) ?? 0) + 1)
    }
  }
  return [...rows.values()]
}

/** Returns as many bytes as the pixels of a picture take. */
const pixelsOf = (header: Header, bits: number) =>
  Buffer.alloc(rowsOf(header).reduce((sum, across) => sum + 1 + Math.ceil((across * bits) / 8), 0))

it('does not change the built-in design when it is cleaned again', () => {
  expect(cleanTemplate(cleanTemplate(classic))).toBe(cleanTemplate(classic))
})

it('keeps a drawing that Inkscape saved, without the parts that only Inkscape needs', () => {
  const clean = cleanTemplate(`<?xml version="1.0" encoding="UTF-8"?>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="297mm" height="210mm"
      viewBox="0 0 297 210" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
      xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd">
      <sodipodi:namedview inkscape:zoom="1"><inkscape:page x="0"/></sodipodi:namedview>
      <metadata>Mine</metadata>
      <g inkscape:groupmode="layer" inkscape:label="Layer 1" id="layer1">
        <rect id="rect1" inkscape:label="place-holder" style="font-family:'EB Garamond';fill:#123456;-inkscape-stroke:none" x="1" y="2" width="99" height="9"/>
        <rect id="place-course" width="99" height="9"/><rect id="rect2" inkscape:label="place-qr" width="20" height="20"/>
        <use xlink:href="#rect1"/>
      </g>
    </svg>`)
  expect(clean).toContain('data-place="holder"')
  expect(clean).toContain('fill="#123456"')
  expect(clean).toContain('<use href="#rect1">')
  expect(clean).not.toMatch(/inkscape|sodipodi|Mine|style=/)
})

describe('cleanTemplate: rejected templates', () => {
  it.each([
    [
      'without places',
      '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 297 210"/>',
      'no place for: holder, course, qr',
    ],
    ['with an unknown place', drawing('<rect id="place-holer" width="1" height="1"/>'), 'no place "holer"'],
    ['with a place that is not a rectangle', drawing('<circle id="place-date" r="1"/>'), 'must be a rectangle'],
    [
      'with a place that is never drawn',
      drawing('<defs><rect id="place-date" width="1" height="1"/></defs>'),
      'inside <defs>',
    ],
    ['with a script', drawing('<script>1</script>'), 'a <script>. Templates cannot contain scripts'],
    ['with an event handler', drawing('<path onclick="x()"/>'), 'event handler onclick'],
    ['with a foreign object', drawing('<foreignObject/>'), 'a <foreignObject>'],
    [
      'with a CSS stylesheet inside',
      drawing('<style>@import url(http://a.example)</style>'),
      'contains @import. Remove it',
    ],
    ['with a filter', drawing('<path filter="url(#f)"/>'), 'Filters'],
    ['with a picture from elsewhere', drawing('<image href="http://a.example/b.png"/>'), 'Embed it'],
    ['with a file of the server', drawing('<image xlink:href="file:///etc/passwd"/>'), 'Embed it'],
    ['with an SVG in an image', drawing('<image href="data:image/svg+xml;base64,PHN2Zy8+"/>'), 'Embed it'],
    ['with a paint from elsewhere', drawing('<path fill="url(http://a.example#b)"/>'), 'outside the template'],
    [
      'with a disguised paint from elsewhere',
      drawing('<path style="fill:u\\72l(http://a.example)"/>'),
      'outside the template',
    ],
    [
      'with a paint that closes its attribute',
      drawing('<text fill="red&quot;/&gt;&lt;image href=&quot;/a.png&quot;/&gt;&lt;path fill=&quot;red">a</text>'),
      'neither a colour',
    ],
    [
      'with a paint that closes its attribute in a style',
      drawing('<g style="stroke:&quot;/&gt;&lt;image/&gt;"/>'),
      'neither a colour',
    ],
    ['that uses another file', drawing('<use href="other.svg#a"/>'), 'outside the template'],
    ['that refers to a missing element', drawing('<use href="#a"/>'), 'refers to #a, which does not exist'],
    ['that refers to itself', drawing('<g id="a"><use href="#a"/></g>'), 'refers to itself'],
    ['with a DOCTYPE', `<!DOCTYPE svg [<!ENTITY a "b">]>${drawing('')}`, 'DOCTYPE'],
    ['with an entity', drawing('<text>&a;</text>'), 'entity'],
    ['with a linked stylesheet', `<?xml-stylesheet href="a.css"?>${drawing('')}`, 'processing instruction'],
    ['with a bomb of <use>', drawing(bomb(20)), 'when all references are followed'],
    ['with a long chain of <use>', drawing(chain(19_000, 1)), 'nested more than 200 deep'],
    ['with a long reversed chain of <use>', drawing(chain(19_000, -1)), 'nested more than 200 deep'],
    ['that is very deep', drawing('<g>'.repeat(100) + '</g>'.repeat(100)), 'deep'],
    ['with very many elements', drawing('<path/>'.repeat(20_001)), 'more than 20000 elements'],
    ['of a hundred megapixels', drawing('', 'width="10000" height="10000"'), 'canvas is too large: 10000 × 10000'],
    [
      'of a hundred megapixels by its viewBox',
      drawing('', 'viewBox="0 0 10000 10000" width="99" height="99"'),
      'too large',
    ],
    ['with an image of a hundred megapixels', drawing(png(10_000, 10_000)), '10000 × 10000 pixels'],
    [
      'with images of too many megapixels in total',
      drawing(png(4000, 3000) + png(3000, 2000)),
      '18 million pixels in total',
    ],
    [
      'with an image that is drawn many times',
      drawing(`<g id="a">${png(4000, 3000)}</g><use href="#a"/>`),
      '24 million pixels in total',
    ],
    ['with an invalid image', drawing('<image href="data:image/png;base64,aGVsbG8="/>'), 'is not a valid PNG'],
    [
      'with an image that decompresses to more than its size',
      drawing(imageOf(pngOf({ width: 10, height: 10 }, Buffer.alloc(64 * 1024 * 1024)))),
      '10 × 10 pixels decompresses to more',
    ],
    [
      'with an image that decompresses to more in parts',
      drawing(imageOf(inParts(pngOf({ width: 10, height: 10 }, Buffer.alloc(64 * 1024 * 1024))))),
      '10 × 10 pixels decompresses to more',
    ],
    [
      'with an image of two sizes',
      drawing(
        imageOf(
          chunksOf([
            ['IHDR', headerOf({ width: 1, height: 1 })],
            ['IHDR', headerOf({ width: 60_000, height: 60_000 })],
            ['IDAT', deflateSync(Buffer.alloc(5))],
            ['IEND', Buffer.alloc(0)],
          ]),
        ),
      ),
      'is not a valid PNG',
    ],
    [
      'with an image whose size does not come first',
      drawing(
        imageOf(
          chunksOf([
            ['tEXt', headerOf({ width: 1, height: 1 })],
            ['IHDR', headerOf({ width: 60_000, height: 60_000 })],
            ['IDAT', deflateSync(Buffer.alloc(5))],
            ['IEND', Buffer.alloc(0)],
          ]),
        ),
      ),
      'is not a valid PNG',
    ],
    [
      'with a truncated image',
      drawing(imageOf(pngOf({ width: 1, height: 1 }, Buffer.alloc(5)).subarray(0, -9))),
      'is not a valid PNG',
    ],
    [
      'with a transform that is very long',
      drawing(`<g transform="${'scale(1) '.repeat(200)}"/>`),
      'is longer than 1000 characters',
    ],
    [
      'with a very long list of fonts in its style',
      drawing(`<text style="font-family:${'a,'.repeat(600)}serif">a</text>`),
      'is longer than 1000 characters',
    ],
    ['without a size', drawing('', ''), 'needs a viewBox'],
    ['that is much wider than high', drawing('', 'viewBox="0 0 2000 100"'), 'times as long'],
    [
      'with an unknown font',
      drawing('<rect id="place-date" width="1" height="1" font-family="Papyrus"/>'),
      'The font Papyrus',
    ],
    ['that is too large', drawing(' '.repeat(2 * 1024 * 1024)), 'larger than 2 MiB'],
    ['with an invalid transform', drawing('<g transform="rotate(10deg)"/>'), 'transform "rotate(10deg)" is invalid'],
    [
      'with an invalid transform of a gradient',
      drawing('<linearGradient gradientTransform="scale(1,,2)"/>'),
      'gradientTransform "scale(1,,2)" is invalid',
    ],
    ['that draws text twice', drawing('<text id="t">a</text><use href="#t"/>'), 'refers to text, at #t'],
    [
      'that draws text in a group',
      drawing('<defs><g id="t"><text>a</text></g></defs><use href="#t"/>'),
      'refers to text',
    ],
    ['that clips with text', drawing('<clipPath id="c"><text>a</text></clipPath>'), 'A clip path contains text'],
    [
      'that clips text',
      drawing('<clipPath id="c"><rect width="9" height="9"/></clipPath><g clip-path="url(#c)"><text>a</text></g>'),
      'is clipped, by url(#c)',
    ],
    [
      'whose places are hidden',
      drawing('')
        .replace('<rect', '<rect visibility="hidden"')
        .replace('<rect id="place-q', '<rect display="none" id="place-q'),
      'no place for: holder, qr',
    ],
    ['with an element named constructor', drawing('<constructor/>'), 'a <constructor>. This element is not supported.'],
    ['that is truncated', drawing('').slice(0, -9), 'not well-formed'],
    ['that is not an SVG', '<html xmlns="http://www.w3.org/1999/xhtml"/>', 'root must be <svg'],
    ['that is empty', '', 'not well-formed'],
  ])('rejects a template %s', (_, upload, reason) => {
    expect(() => cleanTemplate(upload)).toThrow(TemplateFault)
    expect(() => cleanTemplate(upload)).toThrow(reason)
  })
})

it.each([
  ['none', 'none'],
  ['#abc', '#aabbcc'],
  ['#11223380', 'rgba(17, 34, 51, 0.502)'],
  ['rgb(1, 2, 3)', '#010203'],
  ['rgb(100% 0% 50% / 25%)', 'rgba(255, 0, 128, 0.25)'],
  ['hsl(.5turn, 100%, 50%)', '#00ffff'],
  ['hsla(120deg 50% 50% / 0.5)', 'rgba(64, 191, 64, 0.5)'],
  ['RebeccaPurple', '#663399'],
  ['transparent', 'rgba(0, 0, 0, 0)'],
  ['currentColor', 'currentColor'],
  ['url(#a) none', 'url(#a) none'],
  ["url('#a') #fff", "url('#a') #ffffff"],
])('keeps the paint %s as %s', (paint, kept) => {
  const clean = cleanTemplate(drawing(`<linearGradient id="a"/><path style="fill:${paint}"/>`))
  expect(clean).toContain(`<path fill="${kept}"`)
})

it('replaces a transform with one matrix', () => {
  expect(cleanTemplate(drawing('<g transform="translate(100-50)scale(2)"/>'))).toContain(
    '<g transform="matrix(2 0 0 2 100 -50)">',
  )
})

it('keeps a long path, long points and a large image', () => {
  const long = '1 2 '.repeat(1000)
  const header = { width: 40, height: 40 }
  const image = imageOf(pngOf(header, randomBytes(pixelsOf(header, 32).length)))
  const clean = cleanTemplate(drawing(`<path d="M${long}"/><polyline points="${long}"/>${image}`))
  expect(clean).toContain(`d="M${long.trim()}"`)
  expect(clean).toContain(`points="${long.trim()}"`)
  expect(clean).toContain('<image href=')
})

describe('cleanTemplate: PNG images', () => {
  const kinds = [
    ...[1, 2, 4, 8, 16].map((depth) => ({ colourType: 0, depth, bits: depth })),
    ...[8, 16].map((depth) => ({ colourType: 2, depth, bits: 3 * depth })),
    ...[1, 2, 4, 8].map((depth) => ({ colourType: 3, depth, bits: depth })),
    ...[8, 16].map((depth) => ({ colourType: 4, depth, bits: 2 * depth })),
    ...[8, 16].map((depth) => ({ colourType: 6, depth, bits: 4 * depth })),
  ].flatMap((kind) => [0, 1].map((interlace) => ({ ...kind, interlace })))

  it.each(kinds)(
    'keeps a PNG of colour type $colourType with $depth bits, interlaced: $interlace',
    ({ bits, ...kind }) => {
      for (const [width, height] of [
        [1, 1],
        [3, 2],
        [37, 150],
      ] as const) {
        const header = { width, height, ...kind }
        const pixels = pixelsOf(header, bits)
        expect(cleanTemplate(drawing(imageOf(pngOf(header, pixels))))).toContain('<image href=')
        const more = Buffer.concat([pixels, Buffer.alloc(1025)])
        expect(() => cleanTemplate(drawing(imageOf(pngOf(header, more))))).toThrow('decompresses to more')
      }
    },
  )

  it('keeps a PNG whose pixels are in several chunks', () => {
    const header = { width: 40, height: 40 }
    const parts = inParts(pngOf(header, randomBytes(pixelsOf(header, 32).length)))
    expect(cleanTemplate(drawing(imageOf(parts)))).toContain('<image href=')
  })
})

describe('cleanTemplate: large templates', () => {
  const length = 2_000_000
  const lines = Array.from({ length: 19_000 }, (_, index) => `<tspan x="${index}">a</tspan>`).join('')
  it.each([
    ['with a transform of letters', `<g transform="${'a'.repeat(length)}"/>`],
    ['with a transform of spaces', `<g transform="translate(1${' '.repeat(length)}x)"/>`],
    ['with a transform of brackets', `<g transform="${'a('.repeat(length / 2)}"/>`],
    ['with a gradient transform of letters', `<linearGradient gradientTransform="${'a'.repeat(length)}"/>`],
    ['with a reference of spaces', `<g clip-path="url(#a)${' '.repeat(length)}!"/>`],
    ['with a paint of spaces', `<g fill="url(#a)${' '.repeat(length)}rgb("/>`],
    ['with a paint of letters', `<g fill="${'a'.repeat(length)}!"/>`],
    ['with an image of spaces', `<image href="data:image/png;base64,${' '.repeat(length)}!"/>`],
    ['with a style of many parts', `<g style="${'fill:red;'.repeat(length / 9)}"/>`],
    ['with a list of fonts for many lines', `<text font-family="${'a,'.repeat(500_000)}serif">${lines}</text>`],
    ['with a size of many digits for many lines', `<text font-size="${'1'.repeat(length / 2)}">${lines}</text>`],
  ])('reads or rejects in less than five seconds a template %s', (_, inside) => {
    const upload = drawing(inside)
    const begun = performance.now()
    try {
      cleanTemplate(upload)
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateFault)
    }
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})

it('keeps text inside a clip path around the whole canvas, as Figma draws it', () => {
  const clip = '<clipPath id="c"><rect width="297" height="210" fill="white"/></clipPath>'
  const clean = cleanTemplate(drawing(`<g clip-path="url(#c)"><text>a</text></g><defs>${clip}</defs>`))
  expect(clean).toContain('<text>a</text>')
})

it('keeps a few references that multiply', () => {
  expect(cleanTemplate(drawing(bomb(3)))).toContain('#b3')
})

it('rejects an upload with TemplateFault, or returns only allowed content', () => {
  const names = fc.constantFrom(
    'g',
    'script',
    'use',
    'image',
    'text',
    'style',
    'svg',
    'a',
    'set',
    'iframe',
    'rect',
    'SCRIPT',
  )
  const attributes = fc.constantFrom(
    'href',
    'xlink:href',
    'onload',
    'style',
    'fill',
    'id',
    'class',
    'transform',
    'xml:base',
  )
  const values = fc.constantFrom(
    '#a',
    'javascript:1',
    'url(//a)',
    'url( "#a" )',
    'url(#a) url(//b)',
    'x',
    'a',
    'data:text/html,1',
    '&amp;quot;&gt;',
  )
  const { element } = fc.letrec<{ element: string; inside: string }>((tie) => ({
    inside: fc.oneof({ maxDepth: 3, depthSize: 'small' }, fc.constant(''), tie('element')),
    element: fc
      .tuple(
        names,
        fc.uniqueArray(fc.tuple(attributes, values), { maxLength: 3, selector: ([name]) => name }),
        fc.array(tie('inside'), { maxLength: 2 }),
      )
      .map(
        ([name, list, inside]) =>
          `<${name}${list.map(([key, value]) => ` ${key}='${value}'`).join('')}>${inside.join('')}</${name}>`,
      ),
  }))
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(element, fc.string()), (inside) => {
      try {
        const clean = cleanTemplate(drawing(inside))
        accepted += 1
        expect(clean).not.toMatch(
          /<(script|style|a|set|iframe)\b|<[^>]* (on\w+|class|style)=|href="(?!#)|url\( *(?![" ]*#)/i,
        )
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateFault)
      }
    }),
    { numRuns: 500 },
  )
  expect(accepted).toBeGreaterThan(20)
})
