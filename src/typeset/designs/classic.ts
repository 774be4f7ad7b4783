import type { TextPlace } from '../facts.ts'
import { end, place, start } from './place.ts'

// Built-in design: A4 landscape, in millimetres. Dark blue and bronze on white, with banknote-style lines.

const WIDTH = 297
const HEIGHT = 210
const INK = '#1b2a49'
const BRONZE = '#96753a'
const GREY = '#5b6270'

type Point = [x: number, y: number]

/** Returns an SVG path of a curve with this number of points. */
function curve(points: number, at: (share: number) => Point, close = ''): string {
  const list = Array.from({ length: points + 1 }, (_, index) => at(index / points))
  return `M${list.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join('L')}${close}`
}

/** Draws parallel waves of varying height between two points. */
function braid([fromX, fromY]: Point, [toX, toY]: Point, waves: number, strands: number, swing: number): string {
  const [dx, dy] = [toX - fromX, toY - fromY]
  const length = Math.hypot(dx, dy)
  const [acrossX, acrossY] = [-dy / length, dx / length]
  const strand = (phase: number) =>
    curve(waves * 14, (share) => {
      const swell = 0.62 + 0.38 * Math.cos(share * Math.PI * 2 * (waves / 3))
      const off = swing * swell * Math.sin(share * Math.PI * 2 * waves + phase)
      return [fromX + dx * share + acrossX * off, fromY + dy * share + acrossY * off]
    })
  return Array.from({ length: strands }, (_, index) => strand((index * Math.PI * 2) / strands)).join('')
}

/** Draws rings of petals, each rotated a little more. */
function rosette([x, y]: Point, inner: number, outer: number, petals: number, rings: number): string {
  const ring = (turn: number) =>
    curve(
      petals * 12,
      (share) => {
        const angle = share * Math.PI * 2
        const radius = (inner + outer) / 2 + ((outer - inner) / 2) * Math.cos(petals * angle + turn)
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
      },
      'Z',
    )
  return Array.from({ length: rings }, (_, index) => ring((index * Math.PI * 2) / rings)).join('')
}

function line(d: string, colour: string, width: number, opacity = 1): string {
  return `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-opacity="${opacity}"/>`
}

function frame(inset: number, colour: string, width: number): string {
  const size = `width="${WIDTH - 2 * inset}" height="${HEIGHT - 2 * inset}"`
  return `<rect x="${inset}" y="${inset}" ${size} fill="none" stroke="${colour}" stroke-width="${width}"/>`
}

function border(): string {
  const [left, top, right, bottom] = [12.5, 12.5, WIDTH - 12.5, HEIGHT - 12.5]
  const corner = 6
  const corners: Point[] = [
    [left, top],
    [right, top],
    [right, bottom],
    [left, bottom],
  ]
  return [
    frame(7.5, INK, 0.7),
    frame(8.6, BRONZE, 0.2),
    frame(17.4, BRONZE, 0.2),
    line(braid([left + corner, top], [right - corner, top], 39, 6, 3), INK, 0.13, 0.75),
    line(braid([left + corner, bottom], [right - corner, bottom], 39, 6, 3), INK, 0.13, 0.75),
    line(braid([left, top + corner], [left, bottom - corner], 27, 6, 3), INK, 0.13, 0.75),
    line(braid([right, top + corner], [right, bottom - corner], 27, 6, 3), INK, 0.13, 0.75),
    ...corners.map((at) => line(rosette(at, 1, 3.7, 8, 3), BRONZE, 0.16)),
  ].join('')
}

function seal(at: Point): string {
  const [x, y] = at
  return [
    line(rosette(at, 12.2, 15.4, 40, 4), BRONZE, 0.16),
    `<circle cx="${x}" cy="${y}" r="12" fill="none" stroke="${BRONZE}" stroke-width="0.5"/>`,
    line(rosette(at, 8.2, 11.4, 24, 5), BRONZE, 0.13, 0.9),
    `<circle cx="${x}" cy="${y}" r="7.9" fill="#ffffff" stroke="${BRONZE}" stroke-width="0.3"/>`,
  ].join('')
}

function rule(y: number, half: number): string {
  const x = WIDTH / 2
  return (
    line(`M${x - half} ${y}H${x - 2.4}M${x + 2.4} ${y}H${x + half}`, BRONZE, 0.25) +
    `<path d="M${x - 1.3} ${y}L${x} ${y - 1.3}L${x + 1.3} ${y}L${x} ${y + 1.3}Z" fill="${BRONZE}"/>`
  )
}

type Look = { size: number; fill?: string; more?: string }

function at(name: TextPlace, box: [number, number, number, number], look: Look): string {
  return place(name, box, { fill: INK, ...look })
}

function centred(name: TextPlace, y: number, width: number, height: number, look: Look): string {
  return at(name, [(WIDTH - width) / 2, y, width, height], look)
}

const label = 'font-variant="small-caps" letter-spacing="0.3" font-weight="500"'

export const classic = [
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}mm" height="${HEIGHT}mm" viewBox="0 0 ${WIDTH} ${HEIGHT}">`,
  `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fffdf8"/>`,
  border(),
  seal([WIDTH / 2, 169]),
  rule(40.5, 26),
  line(`M88 99.5H${WIDTH - 88}`, BRONZE, 0.25),
  centred('institution', 26, 220, 11, {
    size: 8,
    more: 'font-variant="small-caps" letter-spacing="0.9" font-weight="500"',
  }),
  centred('title', 44, 230, 17, { size: 13.5 }),
  centred('certifies', 64, 200, 7.5, { size: 5.6, fill: GREY, more: 'font-style="italic"' }),
  centred('holder', 72.5, 230, 25, { size: 18.5, more: 'font-weight="500"' }),
  centred('completed', 102, 200, 7.5, { size: 5.6, fill: GREY, more: 'font-style="italic"' }),
  centred('course', 110.5, 230, 16.5, { size: 10, more: 'font-weight="600"' }),
  centred('description', 128.5, 190, 14, { size: 4.6, fill: GREY, more: 'data-smallest="3.2"' }),
  centred('skills', 143, 186, 8.5, { size: 3.9, fill: BRONZE, more: 'font-style="italic" data-smallest="3"' }),
  centred('monogram', 164, 10, 10, { size: 9.5, fill: BRONZE, more: 'font-weight="500"' }),
  at('date-label', [26, 155, 70, 4.2], { size: 3.9, fill: BRONZE, more: `${label} ${start}` }),
  at('date', [26, 159, 80, 6.5], { size: 5.4, more: start }),
  at('expiry-label', [26, 167, 70, 4.2], { size: 3.9, fill: BRONZE, more: `${label} ${start}` }),
  at('expiry', [26, 171, 80, 6.5], { size: 5.4, more: start }),
  at('number-label', [26, 180, 70, 4], { size: 3.3, fill: BRONZE, more: `${label} ${start}` }),
  at('number', [26, 183.8, 90, 4.4], { size: 3.6, more: start }),
  at('url-label', [201, 180, 70, 4], { size: 3.3, fill: BRONZE, more: `${label} ${end}` }),
  at('url', [166, 183.8, 105, 4.4], { size: 3.6, more: end }),
  `<rect x="242.6" y="150.1" width="28.8" height="28.8" fill="#ffffff" stroke="${BRONZE}" stroke-width="0.2"/>`,
  '<rect data-place="qr" x="243" y="150.5" width="28" height="28"/>',
  '</svg>',
].join('')
