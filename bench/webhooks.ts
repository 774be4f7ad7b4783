import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bench } from './context.ts'
import { newCourse, onPostgres, post } from './lms.ts'
import { withCost } from './processor.ts'
import { costFigures, costs } from './turns.ts'

const EVENTS = 1000

/** Events of many certificates, each a subject of its own, to one receiver that responds at once. */
export const webhooks: Bench = {
  name: 'webhooks',
  measure: (context) =>
    onPostgres(
      context,
      async (lms) => {
        const receiver = await openReceiver()
        const webhook = await post<number>(lms, '/webhooks', { url: receiver.url, events: ['Certificate/Issued'] })
        const measured = []
        for (let round = -1; round < context.rounds; round += 1) {
          const certificates = Array.from({ length: EVENTS }, (_, number) => ({
            userId: String(1_000_000_000 + number),
          }))
          const course = await newCourse(lms)
          const before = receiver.received()
          await post(lms, `/courses/${course}/certificates/batch`, certificates)
          const already = receiver.received() - before
          const result = await withCost(
            lms.server.url,
            () => EVENTS - already,
            async () => {
              const start = performance.now()
              await receiver.hasReceived(before + EVENTS)
              return { perSecond: ((EVENTS - already) * 1000) / (performance.now() - start) }
            },
          )
          if (round >= 0) measured.push(result) // The first round is a warm-up.
        }
        receiver.close()
        await fetch(`${lms.url}/webhooks/${webhook}`, { method: 'DELETE', headers: { 'x-api-key': lms.key } })
        return [
          {
            what: `Webhooks, ${EVENTS.toLocaleString('en')} events to one receiver`,
            unit: '/ s',
            rounds: measured.map(({ perSecond }) => perSecond),
            costs: costs(measured),
          },
          ...costFigures('Webhooks', 1.2, measured),
        ]
      },
      { WEBHOOK_ALLOWED_NETWORKS: '127.0.0.1' },
    ),
}

async function openReceiver() {
  let count = 0
  let reached = { count: Number.POSITIVE_INFINITY, resolve: () => {} }
  const server: Server = createServer((request, response) => {
    request.resume()
    response.writeHead(204).end()
    count += 1
    if (count >= reached.count) reached.resolve()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server has no other kind.
  return {
    url: `http://127.0.0.1:${port}/`,
    received: () => count,
    hasReceived: (wanted: number) =>
      new Promise<void>((resolve) => {
        reached = { count: wanted, resolve }
        if (count >= wanted) resolve()
      }),
    close: () => server.close().closeAllConnections(),
  }
}
