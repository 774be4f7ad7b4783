import { openRenderer } from '../../../src/typeset/renderer.ts'
import { endless, order } from './renderOrders.ts'

// Starts a renderer that renders without end.

const renderer = openRenderer({ processes: 1 })
await renderer.render(order)
void renderer.render(endless)
// The render process is in native code a moment later.
setTimeout(() => console.log('rendering'), 500)
