import type { Confirmation, IssuerIdentity, NameOwner } from '@chancery/verify/checks/identity'
import { withoutEmail } from '@chancery/verify/withoutEmail'
import type { Confirmation as ConfirmationRow, Issuer } from '../database/prisma/client.ts'

/** An issuer's identity, as `identityJson` (queries.ts) builds it. */
export type IdentityRow = { id: number } & Pick<Issuer, 'dueAt' | 'blockedAt' | 'compromisedAt' | 'releasedAt'> & {
    confirmations: (Pick<ConfirmationRow, 'way' | 'source' | 'registryName' | 'listedName' | 'endedAt'> & {
      confirmedAt: Date
      lastSeenAt: Date
      issuers: number
      formerIssuers: number
    })[]
  }

/** `trustRegistries`: registries that count. */
type Known = {
  did: string | null
  operator: string | null
  nameOwner: NameOwner | null
  trustRegistries: string[]
}

/** Returns what the checks of a certificate need to know of its issuer. `row` is null for an unknown wallet. */
export function toIdentity(
  row: IdentityRow | null,
  { did, operator, nameOwner, trustRegistries }: Known,
): IssuerIdentity {
  const counting = (row?.confirmations ?? []).filter(
    ({ way, source, endedAt }) =>
      !isReleased(endedAt, row?.releasedAt ?? null) && (way !== 'registry' || trustRegistries.includes(source)),
  )
  return {
    did,
    operator,
    nameOwner,
    blockedAt: row?.blockedAt ?? null,
    compromisedAt: row?.compromisedAt ?? null,
    confirmations: counting.map(toConfirmation),
  }
}

/** After a release, a confirmation that had ended is as if it never existed. */
function isReleased(endedAt: Date | null, releasedAt: Date | null): boolean {
  return endedAt !== null && releasedAt !== null && endedAt <= releasedAt
}

function toConfirmation(row: IdentityRow['confirmations'][number]): Confirmation {
  const { way, source, registryName, listedName, confirmedAt: since, lastSeenAt, endedAt, issuers, formerIssuers } = row
  return way === 'registry'
    ? {
        ...{ way, since, lastSeenAt, endedAt },
        registry: withoutEmail(registryName ?? source),
        name: withoutEmail(listedName ?? ''),
      }
    : { way, domain: source, issuers, formerIssuers, since, lastSeenAt, endedAt }
}

/** Time (ms) by which a due lookup may be late before a page asks for it. */
const LATE_MS = 3_600_000

/** Returns whether the daily lookup of an issuer is late. */
export function isStale({ dueAt }: Pick<IdentityRow, 'dueAt'>, now: Date): boolean {
  return dueAt !== null && now.getTime() - dueAt.getTime() > LATE_MS
}
