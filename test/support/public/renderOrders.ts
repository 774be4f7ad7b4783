import { classic } from '../../../src/typeset/designs/classic.ts'
import { sampleFacts } from '../../../src/typeset/facts.ts'
import type { Drawing } from '../../../src/typeset/render.ts'

export const order: Drawing = { kind: 'png', facts: sampleFacts, template: null }

/** An order that runs too long in native code: its template has endless dashes, which cleaning would reject. */
export const endless: Drawing = {
  ...order,
  template: classic.replace(
    '</svg>',
    `${'<path fill="none" stroke="#000" stroke-width="9" stroke-dasharray="0.0007 0.0007" d="M0 0L297 210"/>'.repeat(200)}</svg>`,
  ),
}
