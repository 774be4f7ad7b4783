import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { serverVersion } from './database.ts'
import { type Figure, isMet, median, noteOf, summary, targetText } from './figures.ts'

/** Figures of one measurement, and its time. */
export type Measured = { name: string; at: string; figures: Figure[] }

const json = new URL('results.json', import.meta.url)
const markdown = new URL('RESULTS.md', import.meta.url)

/** Updates the stored results of these measurements. Keeps all others. */
export async function keepResults(order: string[], measured: Measured[], server: string): Promise<void> {
  const before: { benches: Measured[] } = JSON.parse(await readFile(json, 'utf8').catch(() => '{"benches":[]}'))
  const all = order.flatMap((name) => [...measured, ...before.benches].find((one) => one.name === name) ?? [])
  const machine = {
    node: process.versions.node,
    postgres: await serverVersion(server),
    cores: availableParallelism(),
  }
  const benches = all.map(({ figures, ...one }) => ({
    ...one,
    figures: figures.map((figure) => ({ ...figure, median: median(figure.rounds), met: isMet(figure) })),
  }))
  await writeFile(json, `${JSON.stringify({ machine, benches }, null, 2)}\n`)
  await writeFile(markdown, resultsText(all, machine))
}

function resultsText(
  all: Measured[],
  { node, postgres, cores }: { node: string; postgres: string; cores: number },
): string {
  const rows = all.flatMap(({ name, at, figures }) =>
    figures.map(
      (figure) =>
        `| ${figure.what} | ${targetText(figure)} | ${isMet(figure) ? '' : '✗ '}**${summary(figure)}**${noteOf(figure) && `; ${noteOf(figure)}`} | \`${name}\`, ${at.slice(0, 10)} |`,
    ),
  )
  return `# Figures

Written by \`npm run bench\`, with Node ${node} and PostgreSQL ${postgres}, on a machine with ${cores} cores that
server, database and load share. ✗ marks a missed target, which [docs/speed.md](../docs/speed.md) explains.
[results.json](results.json) has the same figures for programs.

| Figure | Target | Measured | Benchmark |
|---|---|---|---|
${rows.join('\n')}

Every figure is the median of its rounds, with minimum and maximum in brackets. A ratio compares values of one round.

- **Data**: a million certificates of the LMS API in 901 courses (one of 100,000), a million of the wallet API with
  9,001 holders (one of 100,000), each with two skills and an industry. The rows of all courses and holders are
  interleaved.
- **Load**: the compiled server (\`node dist/main.js\`, one process) with key check, request counting, validation and
  \`LOG_LEVEL=warn\`. The floor is [floor.ts](floor.ts): Fastify and \`pg\`, one prepared statement per operation, no
  checks. Both have the same number of database connections. [load.ts](load.ts) sends requests over 32 connections, to
  the servers in turn, in 5 rounds of 3 s after a warm-up. Every other round has the reverse order.
- **Seconds of a core**: processor time of the server with its children, and of PostgreSQL with its connections, by
  \`/proc\`, per 1,000 responses. A rate depends on what else the machine does, this hardly does.
- **Comparison with another version**: \`npm run bench -- --against PATH [name …]\` puts the same load on the servers of
  this and of another checkout, in turn, each on a database of its own, and prints the ratios. It writes nothing.
- **Single issues, bursts**: certificates of 20 learners, to one course or to 100 in turn. A burst is 1,000 requests on as
  many connections at the same moment. The requests that load shedding rejects are not counted.
- **Filtered lists**: the median of one client. As many audit entries as certificates, one of 10,000 by another key.
- **Webhooks, mails, publishing**: certificates of a batch. The receiver is part of the load generator and responds at once.
  Mails are sent by the same process.
- **Different pages, certificates, holders**: no request is repeated while its response may be cached.
- **Ten million**: a separate database with 9,901 courses and a separate server, in turn with the other.
- **Two processes**: \`WORKERS=2\` compared with one process. The target depends on the CPU time that is left.
- **99th percentile**: requests are scheduled at an even rate. Latency counts from the scheduled time. The floor's value
  shows the effect of machine and load generator.
- **First byte, memory of the long list**: one fast reader. Memory is the resident size of the process, read with each
  part that arrives.
- **Bulk**: to all learners, by email address in CSV, in 3 rounds. Includes the start of the command, audit, events,
  results, and the lookup of existing certificates. The memory of the command is its peak, read 50 times a second. The
  floor only looks up the learners and inserts the certificates, 1,000 per statement.
- **Starts**: from the start of the process to the first 200 of \`GET /health\`, which queries the database.
  Requested every 20 ms, in 5 runs.
- **Memory when idle, after load**: resident size of the process, 10 s after it served 20 list pages, and 10 s after 20 s
  of list pages and 20 s of single issues on 32 connections.
- **Signatures**: both libraries check the same 100 signatures in one process, in turn, in 15 rounds. Signed requests
  have 1 KiB: SHA-256 of the body, digest of the typed data, recovery of the signer, without HTTP and database. Accepted
  requests are verified by the code of the wallet API, 50 in parallel, which stores their nonces in PostgreSQL: 5 rounds
  of 2,000.
- **Bundles**: 15 rounds of 200 bundles with sixteen facts, signed and anchored in a batch of 100,000, in one process:
  from text to verdict in English.
- **Anchors**: one tree in a separate process, in 5 rounds. Its memory is the peak. Gas is that of the transaction, on
  anvil.
- **PgBouncer**: in transaction mode on the same machine, with ten connections to PostgreSQL.
- **Replica**: PostgreSQL 15 and its streaming replica on the same machine, with a tenth of the data. Reads by the counters of
  \`chancery_replica_reads_total\` and \`chancery_replica_fallbacks_total\`.
- **Partitions**: the statement of a page on one connection, in 5 rounds of 2,000 pages (docs/scaling.md).
- **Pictures**: PNGs of 1600 × 1131 pixels in the built-in design, requested 20 at a time, rendered by one low-priority
  process. Meanwhile list pages are requested one after the other, with pauses of 10 ms.
`
}
