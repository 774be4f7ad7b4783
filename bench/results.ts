import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { serverVersion } from './database.ts'
import { type Figure, isMet, median, summary, targetText } from './figures.ts'

/** Figures of one measurement, and its time. */
export type Measured = { name: string; at: string; figures: Figure[] }

const json = new URL('results.json', import.meta.url)
const markdown = new URL('RESULTS.md', import.meta.url)

/** Replaces the stored results of these measurements, and keeps all others. */
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
        `| ${figure.what} | ${targetText(figure)} | ${isMet(figure) ? '' : '✗ '}**${summary(figure)}**${figure.note ? `; ${figure.note}` : ''} | \`${name}\`, ${at.slice(0, 10)} |`,
    ),
  )
  return `# Figures

Written by \`npm run bench\`, with Node ${node} and PostgreSQL ${postgres} on a machine of ${cores} cores that server, database
and load share. ✗ is what is not met: [docs/speed.md](../docs/speed.md) says why. The same for programs:
[results.json](results.json).

| Figure | Target | Measured | By |
|---|---|---|---|
${rows.join('\n')}

Every figure is the median of its rounds, with the least and the greatest in brackets; ratios are taken within a round.

- **Data**: a million certificates of the LMS API in 901 courses (one of 100,000), a million of the wallet API with
  9,001 holders (one of 100,000), with two skills and an industry each; those of all courses and holders lie mixed.
- **Load**: the compiled server (\`node dist/main.js\`, one process) with key check, request counting, validation and
  \`LOG_LEVEL=warn\`; the floor is [floor.ts](floor.ts): Fastify and \`pg\`, one prepared statement for each work, no
  checks. Both have as many connections to the database; [load.ts](load.ts) asks over 32 connections, by turns (every
  other round backwards), 5 rounds of 3 s each after warming up.
- **Different pages, certificates, holders**: no request is repeated while anybody could remember its answer.
- **Ten million**: a database of its own with 9,901 courses, served by a server of its own, by turns with the other.
- **Two processes**: \`WORKERS=2\` against one process, as long as anything of the machine is left for the second.
- **99th percentile**: requests are due at an even rate; what an answer took counts from when it was due. That of the floor
  is what machine and load do by themselves.
- **First byte, memory of the long list**: one reader who takes it as fast as it comes; resident size of the process,
  read at each part that arrives.
- **Bulk**: to all learners, with their email addresses in CSV, 3 rounds by turns; with the start of the command, audit,
  events, outcomes, and what was there before; the memory of the command is the most
  that was seen, 50 times a second. The floor looks up the learners and inserts the certificates, a thousand in
  a statement, and nothing else.
- **Starts**: from starting the process to the first 200 of \`GET /health\`, which asks the database; asked every 20 ms; 5 runs.
- **Memory when idle**: resident size of the process, 10 s after it answered 20 list pages.
- **Signatures**: both check the same 100 signatures in one process, by turns, 15 rounds. Signed requests are of 1 KiB:
  SHA-256 of the body, digest of the typed data, recovery of the signer; without HTTP and without the database. Those that are let in are verified fifty at once by what the
  wallet API verifies them with, and their nonces are noted in PostgreSQL: 5 rounds of 2,000.
- **Proofs**: in one process, by turns, 15 rounds of 200 bundles of sixteen facts, signed and anchored in a batch of
  100,000: from the text to the verdict in English.
- **Anchors**: one tree in a process of its own, 5 rounds; its memory is the most that it ever occupied. Gas is that of
  the transaction, on anvil.
- **Partitions**: the statement of a page, one connection, 5 rounds of 2,000 pages by turns (docs/scaling.md).
- **Pictures**: PNGs of 1600 × 1131 pixels in the built-in design, asked for 20 at a time, drawn by one process of low
  priority; lists are asked for one after the other meanwhile, with 10 ms between.
`
}
