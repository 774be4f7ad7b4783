import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Bench, serverVariables } from './context.ts'
import { BIG_COURSE } from './database.ts'
import { nodeMain, startServer } from './processes.ts'
import { withCost } from './processor.ts'
import { costFigures, costs } from './turns.ts'

const PICTURES = 1000
/** Pictures requested in parallel. */
const READERS = 20
/** Milliseconds between two list requests. */
const PAUSE_MS = 10

/** Requests pictures that are not rendered yet, and list pages at the same time. */
export const pictures: Bench = {
  name: 'pictures',
  async measure({ databaseUrl, key }) {
    const dataDir = await mkdtemp(join(tmpdir(), 'chancery-bench-'))
    const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 })
    const server = await startServer(nodeMain, { ...serverVariables(databaseUrl), DATA_DIR: dataDir })
    try {
      const ask = () =>
        fetch(`${server.url}/openapi/v1/courses/${BIG_COURSE}/certificates?limit=20`, {
          headers: { 'x-api-key': key },
        })
      const { rows } = await pool.query<{ picture: string }>(
        `SELECT format('%s/images/%s-%s.png', $1::text, public_id, revision) AS picture FROM course_certificates LIMIT $2`,
        [server.url, PICTURES],
      )
      const waiting = rows.map(({ picture }) => picture)
      assert.equal(waiting.length, PICTURES)
      for (let warmUp = 0; warmUp < 100; warmUp += 1) await (await ask()).text()

      let isRendering = true
      const lists: number[] = []
      const listing = (async () => {
        while (isRendering) {
          const start = performance.now()
          await (await ask()).text()
          lists.push(performance.now() - start)
          await sleep(PAUSE_MS)
        }
      })()
      const { seconds, cost } = await withCost(
        server.url,
        () => PICTURES,
        async () => {
          const start = performance.now()
          await Promise.all(Array.from({ length: READERS }, () => read(waiting)))
          return { seconds: (performance.now() - start) / 1000 }
        },
      )
      isRendering = false
      await listing
      lists.sort((one, other) => one - other)
      return [
        {
          what: 'Pictures of certificates, first rendering',
          unit: '/ s',
          target: { least: 10 },
          rounds: [PICTURES / seconds],
          costs: costs([{ cost }]),
        },
        ...costFigures('Pictures of certificates', 75, [{ cost }]),
        {
          what: `List page while ${PICTURES.toLocaleString('en')} pictures are rendered, 99th percentile`,
          unit: 'ms',
          target: { most: 50 },
          rounds: [lists[Math.floor(lists.length * 0.99)] ?? Number.NaN],
          note: `median ${(lists[lists.length >> 1] ?? Number.NaN).toFixed(1)} ms`,
        },
      ]
    } finally {
      await server.stop()
      await pool.end()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

async function read(urls: string[]): Promise<void> {
  for (let url = urls.pop(); url !== undefined; url = urls.pop()) {
    const answer = await fetch(url)
    assert.equal(answer.status, 200)
    await answer.arrayBuffer()
  }
}
