import { openRenderer } from '../../../src/typeset/renderer.ts'
import { endless, order } from './renderOrders.ts'

// A process whose renderer draws without end.

const renderer = openRenderer({ processes: 1 })
await renderer.render(order)
void renderer.render(endless)
// The other process is in native code a moment later.
setTimeout(() => console.log('rendering'), 500)
