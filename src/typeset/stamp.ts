import type { Stamp } from './facts.ts'
import type { Box, PlacedLine } from './fit.ts'
import type { Matrix } from './matrix.ts'
import { pathOf } from './outline.ts'
import type { Page } from './page.ts'
import { prepare } from './paragraph.ts'
import type { Line, TextStyle } from './shapeLine.ts'
import type { Template } from './template.ts'
import { type Language, words } from './words.ts'

const RED = '#d4082c'
/** The facts stay readable through the letters. */
const OPACITY = 0.7
/** A light edge around letters and frame separates them from dark and red designs. */
const EDGE = '#ffffff'
const EDGE_OPACITY = 0.6

const style: TextStyle = {
  family: 'Source Sans 3',
  weight: 700,
  italic: false,
  smallCaps: false,
  letterSpacing: 0.06,
}

/** Lengths in em. */
const PADDING = 0.2
const FRAME = 0.08
const EDGE_WIDTH = 0.035
const ROUNDING = 0.12

const CLIP = 'chancery-stamp'

/** Largest share of the page's width and height that the stamp covers. */
const SHARE = 0.7
const STEEPEST = (70 / 180) * Math.PI

type Point = [x: number, y: number]

/** Tried from the largest to the smallest, until the stamp does not cover a QR code. */
const SCALES = [1, 0.85, 0.7, 0.55, 0.45]
/** Centres of the stamp, as shares of the page's width and height. The best one first. */
const CENTRES: Point[] = [
  [1 / 2, 1 / 2],
  ...[1 / 3, 2 / 3, 1 / 5, 4 / 5].flatMap((share): Point[] => [
    [1 / 2, share],
    [share, 1 / 2],
  ]),
]

/** Stamp on a page. The box is centred on the origin. */
type Place = { box: Box; size: number; matrix: Matrix }

/** Lays out a stamp diagonally across a page: a word in capital letters in a frame. */
export async function stampFor(
  stamp: Stamp,
  language: Language,
  template: Template,
): Promise<NonNullable<Page['stamp']>> {
  const word = words[language][stamp]
  const paragraph = await prepare(word.toLocaleUpperCase(language), style, { language, han: 'zh' })
  const line = paragraph.line(0, paragraph.text.length)
  const place = findPlace(line, template)
  const { size, matrix } = place
  const placed: PlacedLine = {
    line,
    x: (-line.width / 2) * size,
    y: (-(line.top + line.bottom) / 2) * size,
    size,
  }
  return {
    artwork: drawFrame(place, placed),
    text: { text: word, language: null, lines: [placed], fill: RED, opacity: OPACITY, matrix },
  }
}

/** Finds the largest place that covers no QR code. The middle of the page if there is none. */
function findPlace(line: Line, { viewBox, qr }: Template): Place {
  const [left, top, width, height] = viewBox
  const [across, down] = [line.width + 2 * PADDING, line.bottom - line.top + 2 * PADDING]
  const angle = Math.min(Math.atan2(height, width), STEEPEST)
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
  const largest = SHARE * Math.min(width / (across * cos + down * sin), height / (across * sin + down * cos))
  const placeAt = (scale: number, [x, y]: Point, rise: number): Place => {
    const size = largest * scale
    const box = { x: (-across / 2) * size, y: (-down / 2) * size, width: across * size, height: down * size }
    return { box, size, matrix: [cos, -sin * rise, sin * rise, cos, left + width * x, top + height * y] }
  }
  const all = SCALES.flatMap((scale) =>
    CENTRES.flatMap((centre) => [placeAt(scale, centre, 1), placeAt(scale, centre, -1)]),
  )
  const free = all.find((place) => isOnPage(place, viewBox) && !qr.some((code) => overlap(place, code)))
  return free ?? placeAt(1, [1 / 2, 1 / 2], 1)
}

type Area = Pick<Place, 'box' | 'matrix'>

function cornersOf({ box: { x, y, width, height }, matrix: [a, b, c, d, e, f] }: Area): Point[] {
  const corners: Point[] = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ]
  return corners.map(([x, y]) => [a * x + c * y + e, b * x + d * y + f])
}

function isOnPage(place: Place, [left, top, width, height]: Template['viewBox']): boolean {
  return cornersOf(place).every(([x, y]) => x >= left && x <= left + width && y >= top && y <= top + height)
}

/** Returns whether two rectangles overlap: no edge of either separates them. */
function overlap(one: Area, other: Area): boolean {
  const [these, those] = [cornersOf(one), cornersOf(other)]
  const normals = [one, other].flatMap(({ matrix: [a, b, c, d] }): Point[] => [
    [-b, a],
    [-d, c],
  ])
  return normals.every(([x, y]) => {
    const [near, far] = [these, those].map((points) => points.map((point) => point[0] * x + point[1] * y))
    return near && far && Math.max(...near) > Math.min(...far) && Math.max(...far) > Math.min(...near)
  })
}

/** Draws the frame, and light edges along both of its sides and around the letters. */
function drawFrame({ box, size, matrix }: Place, letters: PlacedLine): string {
  const frame = (offset: number, look: string) => {
    const [x, y] = [box.x - offset * size, box.y - offset * size]
    return `<rect x="${x}" y="${y}" width="${-2 * x}" height="${-2 * y}" rx="${(ROUNDING + offset) * size}" ${look}/>`
  }
  const stroke = (colour: string, opacity: number, width: number) =>
    `fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${width * size}" stroke-linejoin="round"`
  const edge = stroke(EDGE, EDGE_OPACITY, EDGE_WIDTH)
  const beside = (FRAME + EDGE_WIDTH) / 2
  const outlines = pathOf(letters)
  const around = `M${box.x} ${box.y}H${-box.x}V${-box.y}H${box.x}Z`
  return [
    `<g transform="matrix(${matrix.join(' ')})">`,
    // Only the outer half of the stroke: the inner half would lighten the letters.
    `<clipPath id="${CLIP}"><path clip-rule="evenodd" d="${around}${outlines}"/></clipPath>`,
    `<path clip-path="url(#${CLIP})" d="${outlines}" ${stroke(EDGE, EDGE_OPACITY, 2 * EDGE_WIDTH)}/>`,
    frame(beside, edge),
    frame(-beside, edge),
    frame(0, stroke(RED, OPACITY, FRAME)),
    '</g>',
  ].join('')
}
