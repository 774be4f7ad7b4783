import { type Load, load, type Target } from './load.ts'

/** Number of rounds, and seconds per measurement. */
export type Effort = { rounds: number; seconds: number }

/** Loads several targets in turn, after a warm-up. Returns one result per round for each. */
export async function takeTurns<Name extends string>(
  targets: Record<Name, Target>,
  { rounds, seconds }: Effort,
): Promise<Record<Name, Load[]>> {
  const names = Object.keys(targets) as Name[] // The object has exactly these keys.
  const loads = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Load[]>
  for (const name of names) await load(targets[name], { seconds: Math.min(seconds, 2) })
  for (let round = 0; round < rounds; round++) {
    // Reverse every other round, so that a drift of the machine favours no server.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      loads[name].push(await load(targets[name], { seconds }))
    }
  }
  return loads
}

/** Returns responses per second, one value per round. */
export function rates(loads: Load[]): number[] {
  return loads.map(({ perSecond }) => perSecond)
}
