import { setImmediate } from 'node:timers/promises'
import { write } from '../core/writeContext.ts'
import type { Database } from '../database/client.ts'
import { parseDidEthr, parsePkh } from './confirm/did.ts'
import type { Unavailable } from './confirm/outcome.ts'
import { fetchRegistry, type Registry, type RegistryOptions } from './confirm/registry.ts'
import { insertEntries, queueListedIssuers } from './queries.ts'
import { skeletonOf } from './skeleton.ts'

export type RegistriesContext = {
  db: Database
  at: Date
  trustRegistries: string[]
  /** Certificate authorities (PEM) in place of Node's. */
  registryCa?: string | undefined
}

/** Result for one registry. `unavailable`: the stored list stays. */
export type Refreshed = { url: string; result: 'changed' | 'unchanged' | Unavailable }

/**
 * Fetches the lists of the registries and stores those that changed. Queues a lookup of every issuer that a changed list
 * names.
 */
export async function refreshRegistries(context: RegistriesContext): Promise<Refreshed[]> {
  return Promise.all(context.trustRegistries.map((url) => refresh(context, url)))
}

async function refresh({ db, at, registryCa }: RegistriesContext, url: string): Promise<Refreshed> {
  const known = await db.prisma.registry.findUnique({ where: { url } })
  const options: RegistryOptions = { etag: known?.etag ?? null, ...(registryCa && { ca: registryCa }) }
  const fetched = await fetchRegistry(url, options)
  if (fetched.outcome === 'unavailable') return { url, result: fetched }
  if (fetched.outcome === 'unchanged') {
    await db.prisma.registry.updateMany({ where: { url }, data: { fetchedAt: at } })
    return { url, result: 'unchanged' }
  }
  const { name, etag } = fetched.registry
  const entries = await entriesOf(fetched.registry)
  await write({ db }, async (tx) => {
    const data = { name, etag, fetchedAt: at }
    await tx.registry.upsert({ where: { url }, create: { url, ...data }, update: data })
    await tx.registryEntry.deleteMany({ where: { url } })
    await insertEntries(tx, url, entries)
    await queueListedIssuers(tx, url, at)
  })
  return { url, result: 'changed' }
}

export type NewEntry = {
  did: string
  address: string | null
  name: string
  skeleton: string
  domain: string | null
}

async function entriesOf({ entries }: Registry): Promise<NewEntry[]> {
  const all: NewEntry[] = []
  for (const [did, { name, domain, did: listed }] of entries) {
    // A long list takes seconds, in which the process answers other requests.
    if (all.length % 1000 === 999) await setImmediate()
    // Entries by address repeat those by DID.
    if (!did.startsWith('did:')) continue
    const address = (parsePkh(listed) ?? parseDidEthr(listed))?.address ?? null
    all.push({ did, address, name, skeleton: skeletonOf(name), domain })
  }
  return all
}
