import { Problem } from '../core/problem.ts'
import type { Database } from '../database/client.ts'
import { inGroups } from '../database/inGroups.ts'
import { replicated } from '../database/replica.ts'
import { findCurrent as findCurrentKey } from '../issuers/keys.ts'
import type { IssuersContext } from '../issuers/service.ts'
import { encodeBits } from './bitstring.ts'
import { signAs, withSiteKey } from './sign.ts'
import { findList, type ListRow, setBits, storeList } from './statusLists/queries.ts'
import { toTime } from './time.ts'

/** Time (ms) for which a signed list is valid, and the part of it after which the list is signed again. */
const VALID_MS = 24 * 3_600_000
const RENEWED_MS = VALID_MS / 2

/**
 * Returns a function that returns a status list of a site as a signed credential. It signs the list again after a change of a
 * bit or of the key, and before it lapses. Throws `status_list.not_found`.
 */
export function statusLists(
  db: Database,
): (context: IssuersContext, siteId: number, number: number) => Promise<string> {
  // Concurrent requests share one reading of the bits. None joins a reading that has begun, which may lack a bit.
  const signInTurn = inGroups<Wanted, string>(async (requests) => {
    const [first] = requests
    const signed = first && (await currentOrSigned(first).catch((error: Error) => error))
    return requests.map(() => signed ?? new Problem('status_list.not_found'))
  })
  const find = replicated(
    db,
    (source) => (wanted: Wanted) => findCurrentList({ ...wanted, context: { ...wanted.context, db: source } }),
    ({ current }) => current !== null,
  )
  return async (context, siteId, number) => {
    const wanted = { context, siteId, number }
    const { current } = await find(wanted)
    return current ?? signInTurn(`${siteId}/${number}`, wanted)
  }
}

type Wanted = { context: IssuersContext; siteId: number; number: number }

/** Finds a list. `current`: the signed list, if it states the present bits and is by the present key. */
async function findCurrentList({ context, siteId, number }: Wanted): Promise<ListRow & { current: string | null }> {
  const list = await findList(context.db, siteId, number)
  if (!list) throw new Problem('status_list.not_found')
  const isStored = list.signed !== null && isCurrent(list, context.at) && (await isKeyCurrent(context, siteId, list))
  return { ...list, current: isStored ? list.signed : null }
}

async function currentOrSigned(wanted: Wanted): Promise<string> {
  const { context, siteId } = wanted
  const { db, at } = context
  const { current, ...list } = await findCurrentList(wanted)
  if (current !== null) return current
  const set = await setBits(db, list.id)
  const validUntil = new Date(Math.floor((at.getTime() + VALID_MS) / 1000) * 1000)
  const unsigned = toCredential(list, await encodeBits(set), validUntil)
  const done = await withSiteKey(() => signAs(context, siteId, list.did, unsigned, at))
  if (done) {
    const { signed, key } = done
    await storeList(db, list.id, { signed, signedBits: set.length, signedBy: key.publicKey, validUntil })
    return signed
  }
  if (list.signed === null) throw new Problem('status_list.not_found')
  return list.signed
}

/** Bits are never cleared, so equal numbers mean that the signed list is current. */
function isCurrent({ bits, signedBits, validUntil }: ListRow, at: Date): boolean {
  return bits === signedBits && validUntil !== null && validUntil.getTime() - at.getTime() > VALID_MS - RENEWED_MS
}

async function isKeyCurrent({ db }: IssuersContext, siteId: number, { signedBy }: ListRow): Promise<boolean> {
  const key = await findCurrentKey(db.prisma, siteId)
  return key !== null && signedBy !== null && Buffer.from(key.publicKey).equals(signedBy)
}

function toCredential({ did, url, createdAt }: ListRow, encodedList: string, validUntil: Date) {
  return {
    '@context': ['https://www.w3.org/ns/credentials/v2'],
    id: url,
    type: ['VerifiableCredential', 'BitstringStatusListCredential'],
    issuer: did,
    validFrom: toTime(createdAt),
    validUntil: toTime(validUntil),
    credentialSubject: { id: `${url}#list`, type: 'BitstringStatusList', statusPurpose: 'revocation', encodedList },
  }
}
