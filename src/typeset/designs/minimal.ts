import { place, start } from './place.ts'

// Built-in design: A4 landscape, in millimetres. Black on white, with wide margins and two lines.

const INK = '#161616'
const GREY = '#6a6a6a'

const sans = 'Source Sans 3'
const label = { size: 3.4, fill: GREY, family: sans, more: start } as const
const fact = { size: 5, fill: INK, more: start } as const

export const minimal = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="210mm" viewBox="0 0 297 210">',
  '<rect width="297" height="210" fill="#ffffff"/>',
  place('institution', [30, 25, 237, 8], { size: 5.4, fill: INK, family: sans, more: `${start} font-weight="600"` }),
  place('title', [30, 40, 237, 8], { size: 5.4, fill: GREY, family: sans, more: start }),
  '<path d="M30 36.5H267" fill="none" stroke="#161616" stroke-width="0.35"/>',
  place('certifies', [30, 58, 237, 7.5], { size: 5.2, fill: GREY, more: `${start} font-style="italic"` }),
  place('holder', [30, 67, 237, 26], { size: 21, fill: INK, more: start }),
  place('completed', [30, 96, 237, 7.5], { size: 5.2, fill: GREY, more: `${start} font-style="italic"` }),
  place('course', [30, 105, 237, 18], { size: 11, fill: INK, more: start }),
  place('description', [30, 126, 237, 14], {
    size: 4.8,
    fill: GREY,
    more: `${start} data-vertical="top" data-smallest="3.3"`,
  }),
  place('skills', [30, 142, 237, 8], { size: 3.9, fill: GREY, more: `${start} data-vertical="top" data-smallest="3"` }),
  '<path d="M30 157H267" fill="none" stroke="#161616" stroke-width="0.15"/>',
  place('date-label', [30, 161, 60, 4.2], label),
  place('date', [30, 165.2, 70, 6.4], fact),
  place('expiry-label', [106, 161, 60, 4.2], label),
  place('expiry', [106, 165.2, 70, 6.4], fact),
  place('number-label', [30, 175.5, 60, 4.2], label),
  place('number', [30, 179.7, 74, 4.6], { size: 3.6, fill: INK, more: start }),
  place('url-label', [106, 175.5, 60, 4.2], label),
  place('url', [106, 179.7, 126, 4.6], { size: 3.6, fill: INK, more: start }),
  '<rect data-place="qr" x="240" y="160.5" width="27" height="27"/>',
  '</svg>',
].join('')
