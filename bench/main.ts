import { writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { BULK, measureBulk } from './bulk.ts'
import { createDatabase, fillDatabase, serverVersion } from './database.ts'
import { median, perSecond, ratios, summary } from './figures.ts'
import { measurePages } from './pages.ts'
import { measurePictures, PICTURES } from './pictures.ts'
import { stopServers } from './processes.ts'
import { measureSignatures } from './signatures.ts'
import { measureEmbeddedStarts, measureIdleMemory, measurePostgresStarts, type StartTimes } from './starts.ts'

// `npm run bench`: measures, prints and writes RESULTS.md. Its database is one of its own in the PostgreSQL server
// of DATABASE_URL; scripts/withPostgres.ts provides one where none is named.

const server = process.env.DATABASE_URL
if (!server) throw new Error('Run this by: npm run bench')

const database = await createDatabase(server)
let interrupted = false
let cleaning: Promise<void> | null = null
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted = true
    process.exitCode = 1
    return cleanUp()
  })
}
try {
  const results = await measure(database.url)
  await writeFile(new URL('RESULTS.md', import.meta.url), results)
  console.log(`\n${results}`)
} catch (error) {
  // Without servers and database, measuring ends soon.
  if (!interrupted) throw error
} finally {
  await cleanUp()
}

function cleanUp(): Promise<void> {
  cleaning ??= stopServers().then(database.drop)
  return cleaning
}

async function measure(url: string): Promise<string> {
  console.log('Filling a database with a million certificates …')
  const key = await fillDatabase(database)
  console.log('Signatures …')
  const signatures = await measureSignatures()
  console.log('Starts …')
  const embedded = await measureEmbeddedStarts()
  const postgres = await measurePostgresStarts(url)
  console.log('Memory …')
  const memory = await measureIdleMemory(url, key)
  console.log('Pages …')
  const pages = await measurePages(url, key)
  console.log('Pictures …')
  const pictures = await measurePictures(url, key)
  console.log('Bulk …')
  const bulk = await measureBulk(url, key)

  const rows = [
    [
      'Certificate list page: 20 of a course of 1,000, one million in all, against the floor',
      'at least 0.7',
      `**${summary(ratios(pages.small, pages.floor), 2)}**: ${perSecond(pages.small)}, floor ${perSecond(pages.floor)}`,
    ],
    [
      'The same page in a course of 100,000, against the course of 1,000',
      'at least 0.9',
      `**${summary(ratios(pages.big, pages.small), 2)}**: ${perSecond(pages.big)}`,
    ],
    [
      'The page at offset 90,000 in that course, against the course of 1,000',
      '–',
      `${summary(ratios(pages.deep, pages.small), 2)}: ${perSecond(pages.deep)}`,
    ],
    ['Pictures of certificates drawn for the first time', 'at least 10 / s', `**${perSecond([pictures.perSecond])}**`],
    [
      `List page while ${PICTURES.toLocaleString('en')} pictures are drawn, 99th percentile`,
      'under 50 ms',
      `**${(pictures.lists[Math.floor(pictures.lists.length * 0.99)] ?? Number.NaN).toFixed(1)} ms**; median ${median(pictures.lists).toFixed(1)} ms`,
    ],
    [
      'Signature checks, against ethers’ `verifyMessage`',
      'at least 15',
      `**${summary(ratios(signatures.chancery, signatures.ethers), 1)}**: ` +
        `${perSecond(signatures.chancery)}, ethers ${perSecond(signatures.ethers)}`,
    ],
    [
      'Signed requests checked on one core',
      'at least 3,000 / s',
      `**${perSecond(signatures.requests)}**; the event loop was blocked for ${signatures.blocked.toFixed(1)} ms at most (under 20 ms)`,
    ],
    ['`npm start` to the first answer, existing embedded database', 'within 2 s', startSummary(embedded.existing)],
    ['`npm start` to the first answer, new embedded database', 'within 8 s', startSummary(embedded.fresh)],
    ['`npm start` to the first answer, PostgreSQL', 'within 1.5 s', startSummary(postgres)],
    ['Memory when idle, PostgreSQL', 'under 150 MB', `**${memory.toFixed(0)} MB**`],
    [
      '`chancery import certificates`, 100,000 rows, against the floor',
      'at least 5,000 / s',
      `**${perSecond(bulk.command)}**: ${summary(ratios(bulk.command, bulk.floor), 2)} of ${perSecond(bulk.floor)}`,
    ],
    [
      'Batches of 10,000 over HTTP, 100,000 in all, against the floor',
      'at least 5,000 / s',
      `**${perSecond(bulk.http)}**: ${summary(ratios(bulk.http, bulk.floor), 2)}`,
    ],
    [
      'Memory of the server after 100,000, 200,000, 300,000 certificates in batches',
      'flat',
      `**${bulk.memory.map((megabytes) => megabytes.toFixed(0)).join(', ')} MB**`,
    ],
  ]
  return `# Figures

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, with Node ${process.versions.node} and
PostgreSQL ${await serverVersion(url)} on a machine of ${availableParallelism()} cores that server, database and load share.

| Figure | Target | Measured |
|---|---|---|
${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

Every figure is the median of its rounds, with the least and the greatest in brackets; ratios are taken within a round.

- **Pages**: the compiled server (\`node dist/main.js\`) with key check, request counting, validation of question and
  answer, and \`LOG_LEVEL=warn\`; the floor is \`bench/floor.ts\` (Fastify and \`pg\`, one prepared statement whose JSON
  PostgreSQL builds, no checks). Both have the same number of connections to the database; autocannon asks over 32
  connections, by turns, 8 rounds of 4 s each after warming up. The page is the first one unless its offset is named.
- **Pictures**: PNGs of 1600 × 1131 pixels in the built-in design, asked for 20 at a time, drawn by one process of low
  priority; lists are asked for one after the other meanwhile, with 10 ms between.
- **Signatures**: both check the same 100 signatures in one process, by turns, 15 rounds.
- **Signed requests**: in one process, 15 rounds of 2,000 requests of 1 KiB: SHA-256 of the body, digest of the typed data,
  recovery of the signer; without HTTP and without the database, where the nonce is noted. The longest turn of the event
  loop is that of \`monitorEventLoopDelay\`, all that the machine did beside it included.
- **Starts**: from starting the process to the first 200 of \`GET /health\`, which asks the database; asked
  every 20 ms; 5 runs each.
- **Bulk**: to all learners, with their email addresses in CSV, ${BULK.toLocaleString('en')} certificates a round, 3 rounds by
  turns; with the start of the command, audit, events, outcomes, and what was there before (a million certificates). The
  floor looks up the learners and inserts the certificates, a thousand in a statement, and nothing else.
- **Memory**: resident size of the process, 10 s after it answered 20 list pages.
`
}

function startSummary({ npm, node }: StartTimes): string {
  return `**${summary(npm, 2, ' s')}**; \`node dist/main.js\` alone ${median(node).toFixed(2)} s`
}
