import { type Html, html } from './html.ts'

export async function qrCode(text: string, label: string): Promise<Html> {
  // Loaded on first use, to keep startup fast.
  const { default: encodeQR } = await import('qr')
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: 2 })
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${rows.length} ${rows.length}" shape-rendering="crispEdges"><path d="${rows.map(runs)}"/></svg>`
}

/** Returns the dark modules of a row as pieces of an SVG path. */
function runs(row: boolean[], y: number): string {
  const line = row.map((dark) => (dark ? '1' : '0')).join('')
  return [...line.matchAll(/1+/g)].map(({ 0: run, index }) => `M${index} ${y}h${run.length}v1h-${run.length}z`).join('')
}
