import { place } from './place.ts'

// Built-in design: A4 portrait, in millimetres. Green and gold on cream, with a double frame.

const WIDTH = 210
const INK = '#173a2f'
const GOLD = '#9a7b32'
const GREY = '#5d655f'

/** Draws a frame with corners that are cut inwards. */
function frame(inset: number, cut: number, colour: string, width: number): string {
  const [right, bottom] = [WIDTH - inset, 297 - inset]
  const corner = (dx: number, dy: number) => `a${cut} ${cut} 0 0 0 ${dx} ${dy}`
  return (
    `<path d="M${inset + cut} ${inset}H${right - cut}${corner(cut, cut)}V${bottom - cut}${corner(-cut, cut)}` +
    `H${inset + cut}${corner(-cut, -cut)}V${inset + cut}${corner(cut, -cut)}Z" ` +
    `fill="none" stroke="${colour}" stroke-width="${width}"/>`
  )
}

/** Draws a line with a diamond in its middle. */
function rule(y: number, half: number): string {
  const x = WIDTH / 2
  return (
    `<path d="M${x - half} ${y}H${x - 3}M${x + 3} ${y}H${x + half}" fill="none" stroke="${GOLD}" stroke-width="0.3"/>` +
    `<path d="M${x - 1.6} ${y}L${x} ${y - 1.6}L${x + 1.6} ${y}L${x} ${y + 1.6}Z" fill="${GOLD}"/>`
  )
}

type Look = { size: number; fill?: string; more?: string }

function centred(name: Parameters<typeof place>[0], y: number, width: number, height: number, look: Look): string {
  return place(name, [(WIDTH - width) / 2, y, width, height], { fill: INK, ...look })
}

const label = { size: 3.7, fill: GOLD, more: 'font-variant="small-caps" letter-spacing="0.3" font-weight="500"' }
const italic = { size: 5.6, fill: GREY, more: 'font-style="italic"' }

export const portrait = [
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}mm" height="297mm" viewBox="0 0 ${WIDTH} 297">`,
  `<rect width="${WIDTH}" height="297" fill="#fffdf6"/>`,
  frame(9, 9, INK, 0.9),
  frame(11.5, 9, GOLD, 0.25),
  '<circle cx="105" cy="45" r="14" fill="none" stroke="#9a7b32" stroke-width="0.6"/>',
  '<circle cx="105" cy="45" r="12.6" fill="none" stroke="#9a7b32" stroke-width="0.2"/>',
  centred('monogram', 35, 19, 20, { size: 16, fill: GOLD, more: 'font-weight="500"' }),
  centred('institution', 64, 160, 14, {
    size: 7,
    more: 'font-variant="small-caps" letter-spacing="0.7" font-weight="500"',
  }),
  rule(83, 24),
  centred('title', 90, 160, 20, { size: 12 }),
  centred('certifies', 115, 150, 7.5, italic),
  centred('holder', 124.5, 164, 29, { size: 17, more: 'font-weight="500"' }),
  centred('completed', 157, 150, 7.5, italic),
  centred('course', 166.5, 160, 21, { size: 10, more: 'font-weight="600"' }),
  centred('description', 191, 144, 17, { size: 4.6, fill: GREY, more: 'data-smallest="3.2"' }),
  centred('skills', 209, 144, 9, { size: 3.9, fill: GOLD, more: 'font-style="italic" data-smallest="3"' }),
  rule(223, 60),
  place('date-label', [26, 230, 56, 4.4], { ...label }),
  place('date', [26, 234.6, 56, 6.6], { size: 5.2, fill: INK }),
  place('expiry-label', [128, 230, 56, 4.4], { ...label }),
  place('expiry', [128, 234.6, 56, 6.6], { size: 5.2, fill: INK }),
  '<rect data-place="qr" x="91" y="229" width="28" height="28"/>',
  centred('number-label', 259.5, 140, 4, { ...label, size: 3.2 }),
  centred('number', 263.4, 150, 4.4, { size: 3.5 }),
  centred('url-label', 269, 140, 4, { ...label, size: 3.2 }),
  centred('url', 272.9, 150, 4.4, { size: 3.5 }),
  '</svg>',
].join('')
