import { place, start } from './place.ts'

// Built-in design: A4 landscape, in millimetres. A dark band with rings beside text in a sans serif.

const INK = '#12233f'
const BLUE = '#1d4fd8'
const GREY = '#5a6478'
const PALE = '#c9d6f5'

const sans = 'Source Sans 3'
const label = { size: 3.5, fill: GREY, family: sans, more: `${start} font-weight="600"` } as const
const fact = { size: 5, fill: INK, family: sans, more: start } as const

/** Draws circles around the lower left corner of the band, each fainter than the one inside it. */
function rings(): string {
  return Array.from(
    { length: 9 },
    (_, index) =>
      `<circle cx="0" cy="210" r="${22 + index * 11}" fill="none" stroke="#ffffff" stroke-width="0.35" ` +
      `stroke-opacity="${(0.34 - index * 0.03).toFixed(2)}"/>`,
  ).join('')
}

export const modern = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 297 210">',
  '<defs><linearGradient id="band" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#1d4fd8"/>',
  '<stop offset="1" stop-color="#12233f"/></linearGradient>',
  '<clipPath id="inside"><rect width="66" height="210"/></clipPath></defs>',
  '<rect width="297" height="210" fill="#ffffff"/><rect width="66" height="210" fill="url(#band)"/>',
  `<g clip-path="url(#inside)">${rings()}</g>`,
  '<circle cx="33" cy="42" r="15" fill="none" stroke="#ffffff" stroke-width="0.7"/>',
  place('monogram', [22, 31, 22, 22], { size: 17, fill: '#ffffff', family: sans, more: 'font-weight="600"' }),
  place('institution', [8, 62, 50, 24], { size: 5.6, fill: '#ffffff', family: sans, more: 'font-weight="600"' }),
  place('title', [88, 26, 185, 15], { size: 8, fill: BLUE, family: sans, more: `${start} font-weight="600"` }),
  place('certifies', [88, 49, 185, 7.5], { size: 5, fill: GREY, family: sans, more: start }),
  place('holder', [88, 58.5, 185, 29], { size: 19, fill: INK, family: sans, more: `${start} font-weight="700"` }),
  '<rect x="88" y="91" width="24" height="1.2" fill="#1d4fd8"/>',
  place('completed', [88, 96, 185, 7.5], { size: 5, fill: GREY, family: sans, more: start }),
  place('course', [88, 105.5, 185, 19], { size: 11, fill: INK, family: sans, more: `${start} font-weight="600"` }),
  place('description', [88, 127, 185, 17], {
    size: 4.6,
    fill: GREY,
    family: sans,
    more: `${start} data-vertical="top" data-smallest="3.2"`,
  }),
  place('skills', [88, 144.5, 185, 8], {
    size: 3.9,
    fill: BLUE,
    family: sans,
    more: `${start} data-vertical="top" data-smallest="3"`,
  }),
  '<path d="M88 158H273" fill="none" stroke="#d5dbe8" stroke-width="0.3"/>',
  place('date-label', [88, 163, 60, 4.4], label),
  place('date', [88, 167.4, 60, 6.6], fact),
  place('expiry-label', [152, 163, 60, 4.4], label),
  place('expiry', [152, 167.4, 60, 6.6], fact),
  place('number-label', [88, 179, 100, 4.4], label),
  place('number', [88, 183.4, 120, 5], { size: 3.8, fill: INK, family: sans, more: start }),
  '<rect x="243" y="162" width="30" height="30" fill="#ffffff"/>',
  '<rect data-place="qr" x="243" y="162" width="30" height="30"/>',
  place('url-label', [8, 186, 50, 4.4], { size: 3.3, fill: PALE, family: sans, more: 'font-weight="600"' }),
  place('url', [8, 190.4, 50, 9], { size: 2.9, fill: '#ffffff', family: sans, more: 'data-vertical="top"' }),
  '</svg>',
].join('')
