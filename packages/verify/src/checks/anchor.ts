import { toHex } from '../proof/hex.ts'
import { rootFrom } from '../proof/merkle.ts'
import type { Check, Ports } from './check.ts'
import type { Anchor } from './verifiable.ts'

/** Checks that a Merkle proof leads from the content to a root on a chain. Even the operator cannot forge this. */
export const anchor: Check<{ anchor: Anchor | null }, Pick<Ports, 'findAnchor' | 'findAnchorWait'>> = {
  name: 'anchor',
  dimension: 'integrity',
  async run({ anchor }, { findAnchor, findAnchorWait }, signal) {
    if (!anchor) return { outcome: 'skipped', code: whyNone[(await findAnchorWait?.()) ?? 'none'], evidence: {} }
    const { digest, proof, root, chain, contract, place } = anchor
    const named = { root: toHex(root), chain, contract }
    // Anchored by a later version: unknown here, but not invalid.
    if (!digest) return { outcome: 'unknown', code: 'anchor.unknown_version', evidence: named }
    if (toHex(rootFrom(digest, proof)) !== toHex(root)) {
      return { outcome: 'failed', code: 'anchor.altered', evidence: named }
    }
    if (!place) return { outcome: 'skipped', code: 'anchor.waiting', evidence: named }
    const { block, transaction } = place
    const reading = findAnchor
      ? await findAnchor({ root, contract, chain, block, transaction }, signal)
      : { outcome: 'elsewhere' as const }
    switch (reading.outcome) {
      case 'found': {
        // Report only a location that the chain confirms.
        const { at: time, place } = reading
        const location = { time, block: place?.block ?? null, transaction: place && toHex(place.transaction) }
        return { outcome: 'passed', code: 'anchor.found', evidence: { ...named, ...location } }
      }
      case 'missing':
      case 'foreign':
        return { outcome: 'failed', code: `anchor.${reading.outcome}`, evidence: named }
      case 'elsewhere':
        return { outcome: 'skipped', code: 'anchor.elsewhere', evidence: named }
      case 'unavailable':
        return { outcome: 'unknown', code: 'anchor.unavailable', evidence: named }
    }
  },
}

const whyNone = { none: 'anchor.none', issuer: 'anchor.issuer_not_confirmed', day: 'anchor.daily_limit' } as const
