import { withoutEmail } from '@chancery/verify/withoutEmail'
import { normalizeDid } from './confirm/did.ts'
import { isFresh, type LookupContext } from './lookUp.ts'

/** `domain` is null if the registry lists none. `unavailable`: not listed, but a list is missing or too old. */
export type ListedIssuer =
  | { outcome: 'listed'; name: string; registry: string; domain: string | null }
  | { outcome: 'not_listed' | 'unavailable' }

/** Looks for any issuer, by its DID, in the stored lists of the registries. The first of `trustRegistries` counts. */
export async function findListedIssuer(
  { db, at, trustRegistries }: Pick<LookupContext, 'db' | 'at' | 'trustRegistries'>,
  did: string,
): Promise<ListedIssuer> {
  if (trustRegistries.length === 0) return { outcome: 'not_listed' }
  const registries = await db.prisma.registry.findMany({
    where: { url: { in: trustRegistries } },
    include: { entries: { where: { did: normalizeDid(did) ?? did } } },
  })
  const fresh = trustRegistries.flatMap((url) => registries.filter((one) => one.url === url && isFresh(one, at)))
  for (const { name: registry, entries } of fresh) {
    for (const { name, domain } of entries) {
      return { outcome: 'listed', name: withoutEmail(name), registry: withoutEmail(registry), domain }
    }
  }
  return { outcome: fresh.length === trustRegistries.length ? 'not_listed' : 'unavailable' }
}
