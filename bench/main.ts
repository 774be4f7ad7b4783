import { parseArgs } from 'node:util'
import { anchors } from './anchors.ts'
import { bulk } from './bulk.ts'
import { bundles } from './bundles.ts'
import { client } from './client.ts'
import type { Bench, Context } from './context.ts'
import { cores } from './cores.ts'
import { createDatabase, fillDatabase, tenth, whole } from './database.ts'
import { fairness } from './fairness.ts'
import { isMet, summary, targetText } from './figures.ts'
import { flood } from './flood.ts'
import { growth } from './growth.ts'
import { list } from './list.ts'
import { partitions } from './partitions.ts'
import { pictures } from './pictures.ts'
import { stopServers } from './processes.ts'
import { profile } from './profile.ts'
import { keepResults, type Measured } from './results.ts'
import { signatures } from './signatures.ts'
import { memory, starts } from './starts.ts'
import { tails } from './tails.ts'
import { verify } from './verify.ts'
import { create, learner, longList, retrieve } from './wallet.ts'

// `npm run bench [name …]` measures, prints, and writes RESULTS.md and results.json. `--quick` measures briefly with a
// tenth of the data, writes nothing, and fails if a ratio is below half of its target. `npm run bench:profile name`
// profiles. Uses its own database on the PostgreSQL server of DATABASE_URL. Without it, scripts/withPostgres.ts starts
// a server.

const benches: Bench[] = [
  list,
  client,
  growth,
  cores,
  retrieve,
  learner,
  longList,
  create,
  verify,
  tails,
  bulk,
  memory,
  starts,
  signatures,
  bundles,
  anchors,
  pictures,
  partitions,
  flood,
  fairness,
]
const quickOnes: Bench[] = [list, retrieve, learner, create, verify]

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, profile: { type: 'boolean', default: false } },
})
const server = process.env.DATABASE_URL
if (!server) throw new Error('DATABASE_URL is not set. Use: npm run bench')
const chosen = names.map((name) => {
  const found = benches.find((bench) => bench.name === name)
  if (!found)
    throw new Error(
      `There is no benchmark "${name}". The benchmarks are: ${benches.map((bench) => bench.name).join(', ')}`,
    )
  return found
})

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
  if (options.profile) await profileAll(server)
  else await measureAll(server)
} catch (error) {
  // After an interruption, the measurement fails because servers and database are gone.
  if (!interrupted) throw error
} finally {
  await cleanUp()
}

function cleanUp(): Promise<void> {
  cleaning ??= stopServers().then(database.drop)
  return cleaning
}

async function prepare(server: string, isQuick: boolean): Promise<Context> {
  const size = isQuick ? tenth : whole
  console.log('Filling a database …')
  const key = await fillDatabase(database.url, size)
  const effort = isQuick ? { rounds: 3, seconds: 0.5 } : { rounds: 5, seconds: 3 }
  return { server, databaseUrl: database.url, key, size, isQuick, ...effort }
}

async function measureAll(server: string): Promise<void> {
  const isQuick = options.quick
  const wanted = chosen.length > 0 ? chosen : isQuick ? quickOnes : benches
  const context = await prepare(server, isQuick)
  const measured: Measured[] = []
  for (const { name, measure } of wanted) {
    console.log(`\n${name}`)
    const figures = await measure(context)
    for (const figure of figures) {
      const { what, note } = figure
      console.log(
        `  ${isMet(figure) ? ' ' : '!'} ${what}: ${summary(figure)}, ${targetText(figure)}${note ? `; ${note}` : ''}`,
      )
    }
    measured.push({ name, at: new Date().toISOString(), figures })
    if (!isQuick)
      await keepResults(
        benches.map((bench) => bench.name),
        measured,
        server,
      )
  }
  if (!isQuick) return
  const fallen = measured.flatMap(({ figures }) =>
    figures.filter((figure) => figure.unit === '×' && figure.target && 'least' in figure.target && !isMet(figure, 0.5)),
  )
  for (const { what } of fallen) console.error(`Below half of its target: ${what}`)
  if (fallen.length > 0) process.exitCode = 1
}

async function profileAll(server: string): Promise<void> {
  if (chosen.length === 0) throw new Error('No benchmark was named. Use for example: npm run bench:profile retrieve')
  const context = await prepare(server, options.quick)
  for (const bench of chosen) await profile(bench, { ...context, rounds: 1 })
}
