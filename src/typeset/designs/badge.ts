import { place } from './place.ts'

// Built-in design: a square of 120 millimetres, for profiles and posts. A medal on dark violet.

const GOLD = '#e8c66a'
const PALE = '#cfc7ea'
const WHITE = '#ffffff'
const sans = 'Source Sans 3'
const CENTRE = 60

/** Draws the scalloped edge of the medal. */
function edge(radius: number, scallops: number): string {
  const points = Array.from({ length: scallops }, (_, index) => {
    const angle = (index / scallops) * Math.PI * 2
    return `${(CENTRE + radius * Math.sin(angle)).toFixed(3)} ${(CENTRE - radius * Math.cos(angle)).toFixed(3)}`
  })
  const size = ((radius * Math.PI) / scallops).toFixed(3)
  const [first, ...rest] = points
  return `M${first}${[...rest, first].map((point) => `A${size} ${size} 0 0 1 ${point}`).join('')}Z`
}

export const badge = [
  '<svg xmlns="http://www.w3.org/2000/svg" width="120mm" height="120mm" viewBox="0 0 120 120">',
  '<defs><linearGradient id="medal" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#4a2f8f"/>',
  '<stop offset="1" stop-color="#22134d"/></linearGradient></defs>',
  '<rect width="120" height="120" fill="#f4f1fb"/>',
  `<path d="${edge(55, 40)}" fill="url(#medal)"/>`,
  '<circle cx="60" cy="60" r="52.5" fill="none" stroke="#e8c66a" stroke-width="0.9"/>',
  '<circle cx="60" cy="60" r="50.8" fill="none" stroke="#e8c66a" stroke-width="0.25"/>',
  place('institution', [34, 19.5, 52, 9], { size: 4.6, fill: GOLD, family: sans, more: 'font-weight="600"' }),
  place('course', [22, 31, 76, 23], { size: 9, fill: WHITE, family: sans, more: 'font-weight="700"' }),
  '<path d="M46 57H74" fill="none" stroke="#e8c66a" stroke-width="0.4"/>',
  place('holder', [15, 59, 90, 13], { size: 6.6, fill: WHITE, family: sans, more: 'font-weight="600"' }),
  place('date', [30, 72.5, 60, 5], { size: 3.8, fill: PALE, family: sans }),
  '<rect x="48.5" y="80" width="23" height="23" rx="1.5" fill="#ffffff"/>',
  '<rect data-place="qr" x="49" y="80.5" width="22" height="22"/>',
  '</svg>',
].join('')
