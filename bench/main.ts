import { parseArgs } from 'node:util'
import { measureAgainst } from './against.ts'
import { anchors } from './anchors.ts'
import { bulk } from './bulk.ts'
import { bundles } from './bundles.ts'
import { client } from './client.ts'
import type { Bench, Context } from './context.ts'
import { cores } from './cores.ts'
import { createDatabase, fillDatabase, tenth, whole } from './database.ts'
import { fairness } from './fairness.ts'
import { isMet, noteOf, summary, targetText } from './figures.ts'
import { filters } from './filters.ts'
import { flood } from './flood.ts'
import { growth } from './growth.ts'
import { bursts, issue } from './issuing.ts'
import { list } from './list.ts'
import { longList } from './longList.ts'
import { mails } from './mails.ts'
import { objects } from './objects.ts'
import { partitions } from './partitions.ts'
import { pictures } from './pictures.ts'
import { stopServers } from './processes.ts'
import { watchDatabase } from './processor.ts'
import { profile } from './profile.ts'
import { publishing } from './publishing.ts'
import { keepResults, type Measured } from './results.ts'
import { signatures } from './signatures.ts'
import { memory, starts } from './starts.ts'
import { tails } from './tails.ts'
import { verify } from './verify.ts'
import { create, createSigned, learner, retrieve } from './wallet.ts'
import { webhooks } from './webhooks.ts'

// `npm run bench [name …]` measures, prints, and writes RESULTS.md and results.json. `--quick` measures briefly with a
// tenth of the data, writes nothing, and fails if a ratio is below half of its target. `npm run bench:profile name`
// profiles. `--against PATH` compares with the servers of another checkout, built there, and writes nothing. Uses its own database on the PostgreSQL server of DATABASE_URL. Without it, scripts/withPostgres.ts starts
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
  createSigned,
  verify,
  tails,
  issue,
  bursts,
  filters,
  bulk,
  webhooks,
  mails,
  publishing,
  memory,
  starts,
  signatures,
  bundles,
  anchors,
  pictures,
  objects,
  partitions,
  flood,
  fairness,
]
/** They measure code of this process, need the request format of this checkout, or start several kinds of servers. */
const withoutComparison: Bench[] = [growth, createSigned, signatures, bundles, anchors, objects, partitions, mails]
const quickOnes: Bench[] = [list, retrieve, learner, create, createSigned, verify]

const { values: options, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    against: { type: 'string' },
  },
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
  else if (options.against !== undefined) await compareAll(server, options.against)
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
  await watchDatabase(server)
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
      const parts = [summary(figure), targetText(figure), noteOf(figure)].filter(Boolean)
      console.log(`  ${isMet(figure) ? ' ' : '!'} ${figure.what}: ${parts.join('; ')}`)
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

async function compareAll(server: string, path: string): Promise<void> {
  const context = await prepare(server, options.quick)
  const wanted = chosen.length > 0 ? chosen : benches
  await measureAgainst(
    path,
    wanted.filter((bench) => !withoutComparison.includes(bench)),
    context,
  )
}

async function profileAll(server: string): Promise<void> {
  if (chosen.length === 0) throw new Error('No benchmark was named. Use for example: npm run bench:profile retrieve')
  const context = await prepare(server, options.quick)
  for (const bench of chosen) await profile(bench, { ...context, rounds: 1 })
}
