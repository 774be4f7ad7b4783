import { type Html, html } from './html.ts'

export async function qrCode(text: string, label: string): Promise<Html> {
  // Loaded on first use, to keep startup fast.
  const { default: encodeQR } = await import('qr')
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 2 })
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 -.5 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><path d="${rows.map(strokes)}"/></svg>`
}

/** Returns the dark modules of a row as horizontal strokes of an SVG path. The view begins half a module above the first row. */
function strokes(row: boolean[], y: number): string {
  const line = row.map((dark) => (dark ? '1' : '0')).join('')
  let x = 0
  return [...line.matchAll(/1+/g)]
    .map(({ 0: run, index }) => {
      const move = x === 0 ? `M${index} ${y}` : `m${index - x} 0`
      x = index + run.length
      return `${move}h${run.length}`
    })
    .join('')
}
