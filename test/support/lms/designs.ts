import type { Database } from '../../../src/database/client.ts'
import { putTemplate } from '../../../src/lms/templates/service.ts'
import { cleanTemplate } from '../../../src/typeset/cleanTemplate.ts'
import type { Order } from '../../../src/typeset/render.ts'
import { contextIn } from './context.ts'

/** Returns the smallest valid template, with this content inside. */
export function designWith(inside = ''): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100"><rect id="place-holder" width="90" height="20"/>' +
    `<rect id="place-course" y="30" width="90" height="20"/><rect id="place-qr" x="100" width="50" height="50"/>${inside}</svg>`
  )
}

/** Gives a site a template without rendering it. */
export async function addDesign(db: Database, siteId: number, name: string): Promise<void> {
  const render = async (order: Order) =>
    order.kind === 'clean' ? Buffer.from(cleanTemplate(order.upload)) : new Uint8Array()
  await putTemplate(contextIn(db, siteId), { render }, name, designWith())
}
