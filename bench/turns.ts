import { type Load, load, type Target } from './load.ts'

/** How long is measured. */
export type Effort = { rounds: number; seconds: number }

/** Puts load on each of some servers by turns, after warming up; what each did, once a round. */
export async function takeTurns<Name extends string>(
  targets: Record<Name, Target>,
  { rounds, seconds }: Effort,
): Promise<Record<Name, Load[]>> {
  const names = Object.keys(targets) as Name[] // Those of its type.
  const loads = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Load[]>
  for (const name of names) await load(targets[name], { seconds: Math.min(seconds, 2) })
  for (let round = 0; round < rounds; round++) {
    // Every other round backwards, so that a drift of the machine favours nobody.
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      loads[name].push(await load(targets[name], { seconds }))
    }
  }
  return loads
}

/** Answers a second, once a round. */
export function rates(loads: Load[]): number[] {
  return loads.map(({ perSecond }) => perSecond)
}
