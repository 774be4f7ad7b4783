import { randomInt } from 'node:crypto'
import type { Sql } from '../database/sql.ts'
import { didOf, type IssuersContext } from '../issuers/service.ts'
import {
  insertCredential,
  insertCredentialAnywhere,
  insertList,
  LIST_SIZE,
  type NewCredential,
  type ReservedCredential,
  takePlace,
} from './queries.ts'

/** Random places to try before the whole list is read. */
const GUESSES = 16

/** The lists of a site that new credentials get a place in: those of its present DID and address. */
export type Lists = { siteId: number; did: string; url: string; at: Date }

/** Returns the lists for new credentials. Throws as `didOf`. */
export async function listsOf(context: IssuersContext, siteId: number): Promise<Lists> {
  const did = await didOf(context, siteId)
  return { siteId, did, url: `${context.publicUrl}/status/${siteId}/`, at: context.at }
}

/** Inserts a credential at a random place. Adds a list if all are full. */
export async function reserve(
  tx: Sql,
  lists: Lists,
  stated: Omit<NewCredential, 'listId' | 'at'>,
): Promise<ReservedCredential | null> {
  const credential = { ...stated, listId: await takeListPlace(tx, lists), at: lists.at }
  const indices = Array.from({ length: GUESSES }, () => randomInt(LIST_SIZE))
  return (await insertCredential(tx, credential, indices)) ?? insertCredentialAnywhere(tx, credential)
}

async function takeListPlace(tx: Sql, lists: Lists): Promise<bigint> {
  for (;;) {
    const id = await takePlace(tx, lists)
    if (id !== null) return id
    await insertList(tx, lists)
  }
}
