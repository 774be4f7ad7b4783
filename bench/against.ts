import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Bench, Context } from './context.ts'
import { createDatabase, type fillDatabase } from './database.ts'
import { type Figure, median, noteOf, ratios, summary } from './figures.ts'
import { serveFrom } from './processes.ts'

/** A checkout with its own database, which its own code has migrated and filled. */
export type Checkout = { folder: string | undefined; context: Context }

/** Puts the same load on the servers of this checkout and of another one, by turns, and prints the ratios. */
export async function measureAgainst(path: string, benches: Bench[], context: Context): Promise<void> {
  const other = resolve(path)
  const database = await createDatabase(context.server, 'other')
  try {
    console.log(`Filling a database by ${other} …`)
    const { fillDatabase: fill }: { fillDatabase: typeof fillDatabase } = await import(
      pathToFileURL(join(other, 'bench/database.ts')).href
    )
    const key = await fill(database.url, context.size)
    await measureByTurns(
      benches,
      { folder: undefined, context },
      { folder: other, context: { ...context, databaseUrl: database.url, key } },
    )
  } finally {
    await database.drop()
  }
}

export async function measureByTurns(benches: Bench[], here: Checkout, there: Checkout): Promise<void> {
  for (const bench of benches) {
    console.log(`\n${bench.name}`)
    const ours: Figure[][] = []
    const theirs: Figure[][] = []
    const sides: [Checkout, Figure[][]][] = [
      [here, ours],
      [there, theirs],
    ]
    for (let round = 0; round < here.context.rounds; round += 1) {
      for (const [{ folder, context }, results] of round % 2 === 0 ? sides : sides.toReversed()) {
        serveFrom(folder)
        results.push(await bench.measure({ ...context, rounds: 1 }))
      }
    }
    compare(ours, theirs)
  }
}

/** Prints the figures of both checkouts and their ratios, round by round. */
function compare(here: Figure[][], there: Figure[][]): void {
  const names = here[0]?.map(({ what }) => what) ?? []
  for (const what of names) {
    const [ours, theirs] = [joined(here, what), joined(there, what)]
    if (!ours || !theirs) continue
    const ratio = summary({ what, unit: '×', rounds: ratios(ours.rounds, theirs.rounds) })
    console.log(`  ${what}: ${ratio}`)
    for (const [name, figure] of [
      ['here ', ours],
      ['there', theirs],
    ] as const) {
      console.log(`    ${name} ${[summary(figure), noteOf(figure)].filter(Boolean).join('; ')}`)
    }
    const cost = costRatio(ours, theirs)
    if (cost !== null) console.log(`    processor ${summary({ what, unit: '×', rounds: [cost] })}`)
  }
}

/** Returns a figure with the values of all rounds. */
function joined(rounds: Figure[][], what: string): Figure | undefined {
  const found = rounds.flatMap((figures) => figures.filter((figure) => figure.what === what))
  const [first] = found
  return (
    first && {
      ...first,
      rounds: found.flatMap((figure) => figure.rounds),
      costs: found.flatMap((figure) => figure.costs ?? []),
    }
  )
}

function costRatio({ costs: ours = [] }: Figure, { costs: theirs = [] }: Figure): number | null {
  if (ours.length === 0 || theirs.length === 0) return null
  const whole = (costs: typeof ours) => median(costs.map(({ server, database }) => server + database))
  return whole(ours) / whole(theirs)
}
