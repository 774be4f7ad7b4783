import { describe, expect, it } from 'vitest'
import { cleanTemplate, cleanUpload } from '../../src/typeset/cleanTemplate.ts'
import { TemplateFault } from '../../src/typeset/templateFault.ts'
import { designWith } from '../support/lms/designs.ts'

const convert = 'Text → Convert to Text'
const toPath = 'Path → Object to Path'
const stroke = 'Object → Path → Stroke to Path'

describe('cleanTemplate: what is not supported', () => {
  it.each([
    ['<text textLength="90">a</text>', 'textLength', convert],
    ['<text lengthAdjust="spacing">a</text>', 'lengthAdjust', convert],
    ['<text rotate="5">a</text>', 'rotate', toPath],
    ['<text x="1 2 3">a</text>', 'The x "1 2 3" of a <text> places each letter', convert],
    ['<text><textPath href="#a">a</textPath></text>', '<textPath>', toPath],
    ['<text><tref href="#a"/></text>', '<tref>', 'Write the text'],
    ['<text>a<tspan opacity=".5">b</tspan></text>', 'A <tspan> has the property opacity', 'Set it on its <text>'],
    ['<text style="text-decoration:underline">a</text>', 'text-decoration "underline" of a <text>', toPath],
    ['<text style="writing-mode:vertical-rl">a</text>', 'writing-mode', toPath],
    ['<text style="baseline-shift:super">a</text>', 'baseline-shift', toPath],
    ['<text style="text-transform:uppercase">a</text>', 'text-transform', toPath],
    ['<text style="font-stretch:condensed">a</text>', 'font-stretch', toPath],
    ['<text style="font:9px serif">a</text>', 'property font,', 'separately'],
    ['<text style="shape-inside:url(#r)">a</text><rect id="r"/>', 'flows text', convert],
    ['<flowRoot><flowPara>a</flowPara></flowRoot>', '<flowRoot>', convert],
    ['<text><rect/></text>', 'A <text> contains a <rect>', 'Move it out'],
    ['<path style="vector-effect:non-scaling-stroke"/>', 'vector-effect', stroke],
    ['<path pathLength="9"/>', 'pathLength', stroke],
    ['<marker id="m"><path fill="context-stroke"/></marker>', 'fill "context-stroke" of a <path>', stroke],
    ['<path style="stroke-width:1vw"/>', 'stroke-width "1vw"', stroke],
    ['<path style="stroke-dasharray:1q 2"/>', 'stroke-dasharray', stroke],
    ['<path style="filter:blur(2px)"/>', 'filter', 'Use an image'],
    ['<g filter="url(#f)"/>', 'filter', 'Use an image'],
    ['<g style="backdrop-filter:blur(2px)"/>', 'backdrop-filter', toPath],
    ['<rect width="10ch"/>', 'The width "10ch" of a <rect>', 'export'],
    ['<rect width="calc(1px + 2%)"/>', 'width', 'export'],
    ['<rect fill="reddish"/>', 'fill "reddish" of a <rect>', 'neither a colour'],
    ['<rect fill="rgb(1 2)"/>', 'fill "rgb(1 2)"', 'neither a colour'],
    ['<rect style="fill:color(display-p3 1 0 0)"/>', 'fill', 'neither a colour'],
    ['<rect opacity="half"/>', 'opacity "half"', toPath],
    ['<rect wobble="1"/>', 'attribute or property wobble', toPath],
    ['<rect style="width:9px"/>', 'attribute or property width', toPath],
    ['<rect style="transform-box:fill-box"/>', 'transform-box', toPath],
    ['<rect transform="scale(2)" style="transform-origin:1em 2em"/>', 'transform-origin', toPath],
    ['<rect style="transform:rotate3d(1,1,1,9deg)"/>', 'transform', 'matrix()'],
    ['<linearGradient color-interpolation="linearRGB"/>', 'color-interpolation', 'sRGB'],
    ['<radialGradient fr="5"/>', 'attribute fr', 'from a point'],
    ['<g systemLanguage="de"/>', 'systemLanguage', 'Remove it'],
    ['<meshgradient/>', '<meshgradient>', 'Use an image'],
    ['<hatch/>', '<hatch>', toPath],
    ['<svg/>', '<svg>', 'Ungroup'],
    ['<a/>', '<a>', 'Ungroup'],
    ['<animate/>', '<animate>', 'not supported'],
    ['<font><glyph unicode="a" d="M0 0h9"/></font>', '<font>', toPath],
    ['<mask id="m"><text>a</text></mask>', 'A mask contains text', 'Convert the text'],
    ['<mask id="m"/><g mask="url(#m)"><text>a</text></g>', 'has a mask', toPath],
    ['<g style="mix-blend-mode:screen"><text>a</text></g>', 'has a blend mode', toPath],
    ['<path style="mix-blend-mode:screen"/>', 'A <path> with a blend mode is above a text', 'Move it below'],
    ['<text style="-webkit-text-stroke:1px red">a</text>', '-webkit-text-stroke', 'Use stroke and stroke-width'],
    ['<path style="-webkit-mask-image:none"/>', '-webkit-mask-image', toPath],
    ['<rect id="place-date" width="9" height="9" stroke="red"/>', 'The place date has a stroke', 'Remove the stroke'],
    ['<g stroke="red"><rect id="place-date" width="9" height="9"/></g>', 'The place date has a stroke', 'Remove'],
    ['<path d="M0 0L5 5 9"/>', 'The d of a <path> is invalid from character 11 on: ""', 'Export'],
    ['<path d="M0 0 L5,5 X9"/>', 'The d of a <path> is invalid from character 11 on: "X9"', 'Export'],
    ['<path d="L5 5"/>', 'The d of a <path> is invalid from character 2 on', 'Export'],
    ['<path d="M0 0A5 5 0 2 0 9 9"/>', 'The d of a <path> is invalid', 'Export'],
    ['<polygon points="0,0 5,5 9"/>', 'The points of a <polygon> is invalid', 'Export'],
    ['<polyline points="0,0 5;5"/>', 'The points of a <polyline> is invalid from character 6 on: ";5"', 'Export'],
    ['<rect id="place-date" width="9" height="9" data-smallest="3mm"/>', 'data-smallest "3mm"', 'Use a number'],
    ['<rect id="place-date" width="9" height="9" data-smallest="small"/>', 'data-smallest "small"', 'Use a number'],
    ['<rect id="place-date" width="9" height="9" data-vertical="up"/>', 'data-vertical "up"', 'top, middle or bottom'],
    ['<style>.a{fill:\\75rl(http://a.example)}</style><path class="a"/>', 'fill', 'outside the template'],
    ['<style>@import "a.css";</style>', '@import', 'Remove it'],
    ['<style>g path{fill:red}</style>', 'selector "g path"', 'class, id or element'],
    ['<style>path:hover{fill:red}</style>', 'selector "path:hover"', 'class, id or element'],
    ['<style>[fill]{fill:red}</style>', 'selector "[fill]"', 'class, id or element'],
    ['<style>@font-face{font-family:a;src:url(a)}</style>', '@font-face', 'Remove it'],
    ['<style>@media print{path{fill:red}}</style>', '@media', 'Remove it'],
    ['<style>.a{fill:url(http://a.example/b)}</style><path class="a"/>', 'fill', 'outside the template'],
    ['<style>.a{width:expression(alert(1))}</style><path class="a"/>', 'width', 'outside the template'],
    ['<style>.a{fill:red</style>', '<style> is incomplete', 'Export'],
    ['<style>/* a</style>', 'comment in <style> has no end', 'Export'],
    ['<style media="print">a{fill:red}</style>', 'medium print', 'Remove'],
    ['<style type="text/less">a{fill:red}</style>', 'type text/less', 'text/css'],
  ])('rejects %s with its line and a remedy', (inside, what, remedy) => {
    const upload = designWith(`\n\n${inside}`)
    expect(() => cleanTemplate(upload)).toThrow(TemplateFault)
    expect(() => cleanTemplate(upload)).toThrow(/^Line 3: /)
    expect(() => cleanTemplate(upload)).toThrow(what)
    expect(() => cleanTemplate(upload)).toThrow(remedy)
  })

  it('rejects own text with characters that no font has', async () => {
    const upload = designWith('\n\n<text>Runes: <tspan>\u16a0</tspan></text>')
    await expect(cleanUpload(upload)).rejects.toThrow('Line 3: A <tspan> has the character "\u16a0" (U+16A0)')
    await expect(cleanUpload(upload)).rejects.toThrow(toPath)
    await cleanUpload(designWith('<text display="none">\u16a0</text><text>Ann</text>'))
  })

  it('rejects a DOCTYPE with entities', () => {
    const upload = `<!DOCTYPE svg [<!ENTITY a "b">]>${designWith()}`
    expect(() => cleanTemplate(upload)).toThrow('Its DOCTYPE defines entities')
  })

  it.each(['mask', 'pattern'])('rejects a %s in a %s, four times', (name) => {
    const use = name === 'mask' ? 'mask' : 'fill'
    const nested = [0, 1, 2, 3].map((level) => `<${name} id="n${level}"><path ${use}="url(#n${level + 1})"/></${name}>`)
    const upload = designWith(`${nested.join('')}<${name} id="n4"/>`)
    expect(() => cleanTemplate(upload)).toThrow('nested more than 3 deep')
  })
})

describe('cleanTemplate: what changes nothing', () => {
  it.each([
    '<g aria-hidden="true" data-name="Layer 1" class="unknown" role="img"/>',
    '<g style="line-height:1.25;-inkscape-stroke:none;text-decoration:none;enable-background:new"/>',
    '<g color-rendering="auto" vector-effect="none" filter="none" letter-spacing="normal"/>',
    '<title>a</title><desc>b</desc><metadata>c</metadata><filter id="unused"/>',
    '<flowRoot><flowPara> </flowPara></flowRoot>',
    '<g style="-inkscape-font-specification:serif;-webkit-print-color-adjust:exact;-moz-osx-font-smoothing:auto;--a:b"/>',
    '<path d=""/><path d="none"/><polygon points=""/>',
    '<path d="m1-2.5.5 3e1zh4,5V6c1 2,3 4 5 6s1 2 3 4Q1 2 3 4t5 6a1 2 3 01 4 5A1,2,3,1,0,4,5 z"/>',
    '<polygon points="1,2 3 4-5-6"/>',
  ])('accepts %s', (inside) => {
    expect(cleanTemplate(designWith(inside))).not.toMatch(/aria|class|line-height|filter|title|flow|spacing/)
  })

  it.each(['place-date', 'place-date_2', 'place_x5F_date', 'place_x2D_date_1_', 'place-date2', 'place_date'])(
    'reads the name %s as a place',
    (id) => {
      const clean = cleanTemplate(designWith(`<rect id="${id}" width="9" height="9"/>`))
      expect(clean).toContain('data-place="date"')
    },
  )
})

describe('cleanTemplate: large styles', () => {
  const many = (count: number, rule: (index: number) => string) =>
    Array.from({ length: count }, (_, i) => rule(i)).join('')
  it.each([
    ['rules', `<style>${many(150_000, (i) => `.a${i}{x:y}`)}</style>`],
    ['rules for all elements', `<style>${many(4900, () => '*{fill:red}')}</style>${'<g/>'.repeat(10_000)}`],
    ['declarations', `<style>*{${'fill:red;'.repeat(100_000)}}</style>${'<g/>'.repeat(10_000)}`],
    ['comments', `<style>${'/**/'.repeat(450_000)}</style>`],
    ['unclosed comments', `<style>${'/*'.repeat(900_000)}</style>`],
    ['escapes', `<style>${'\\61'.repeat(300)}!{}</style>`],
    ['escapes in a long selector', `<style>${'\\61 '.repeat(450_000)}{fill:red}</style>`],
    ['quotes', `<g style="${"'".repeat(1_800_001)}"/>`],
    ['rules of 2 MB', `<style>${many(60_000, (i) => `.a${i % 4000}{fill:red;stroke:blue}`)}</style>`],
    ['numbers in a path', `<path d="M${'1 2 '.repeat(400_000)}"/>`],
    ['commands in a path', `<path d="${'M1 2'.repeat(400_000)}"/>`],
    ['spaces in a path', `<path d="M${' '.repeat(1_800_000)}x"/>`],
    ['numbers in points', `<polygon points="${'1 '.repeat(900_000)}x"/>`],
    ['classes', `<g class="${'a '.repeat(900_000)}"/>`],
    ['a name of digits', `<g id="place-${'1'.repeat(1_800_000)}a"/>`],
  ])('reads or rejects in less than five seconds a template with many %s', (_, inside) => {
    const begun = performance.now()
    try {
      cleanTemplate(designWith(inside))
    } catch (error) {
      expect(error).toBeInstanceOf(TemplateFault)
    }
    expect(performance.now() - begun).toBeLessThan(5000)
  })
})
