import { openRenderer } from '../../src/documents/renderer.ts'
import { endless, order } from './orders.ts'

// A process whose renderer draws without end.

const renderer = openRenderer({ processes: 1 })
await renderer.render(order)
void renderer.render(endless)
// The other process is in native code a moment later.
setTimeout(() => console.log('rendering'), 500)
