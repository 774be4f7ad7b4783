import type { Figure } from './figures.ts'
import { type Load, type LoadOptions, load, type Target } from './load.ts'
import type { Cost } from './processor.ts'

/** Number of rounds, and seconds per measurement. */
export type Effort = { rounds: number; seconds: number }

/** Loads several targets in turn, after a warm-up. Returns one result per round for each. */
export async function takeTurns<Name extends string>(
  targets: Record<Name, Target>,
  { rounds, seconds }: Effort,
  options: Omit<LoadOptions, 'seconds'> = {},
): Promise<Record<Name, Load[]>> {
  const names = Object.keys(targets) as Name[] // The object has exactly these keys.
  const loads = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Load[]>
  for (const name of names) await load(targets[name], { ...options, seconds: Math.min(seconds, 2) })
  for (let round = 0; round < rounds; round++) {
    // Reverse every other round, so that a drift of the machine favours no server.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      loads[name].push(await load(targets[name], { ...options, seconds }))
    }
  }
  return loads
}

/** Returns responses per second, one value per round. */
export function rates(loads: Load[]): number[] {
  return loads.map(({ perSecond }) => perSecond)
}

/** Returns rates with what they cost. */
export function rated(loads: Load[]): Pick<Figure, 'rounds' | 'costs'> {
  return { rounds: rates(loads), costs: costs(loads) }
}

export function costs(loads: Pick<Load, 'cost'>[]): Cost[] {
  return loads.flatMap(({ cost }) => cost ?? [])
}

/** Returns the processor seconds per 1,000 as a figure. Returns none where they cannot be read. */
export function costFigures(what: string, most: number, loads: Pick<Load, 'cost'>[]): Figure[] {
  const rounds = costs(loads).map(({ server, database }) => server + database)
  return rounds.length > 0 ? [{ what: `${what}: processor per 1,000`, unit: 's', target: { most }, rounds }] : []
}
