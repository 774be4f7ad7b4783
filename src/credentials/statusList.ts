import { Problem } from '../core/problem.ts'
import { findCurrent as findCurrentKey } from '../issuers/keys.ts'
import type { IssuersContext } from '../issuers/service.ts'
import { encodeBits } from './bitstring.ts'
import { findList, type ListRow, setBits, storeList } from './queries.ts'
import { signAs, withSiteKey } from './sign.ts'
import { toTime } from './time.ts'

/** Time (ms) for which a signed list is valid, and the part of it after which the list is signed again. */
const VALID_MS = 24 * 3_600_000
const RENEWED_MS = VALID_MS / 2

/**
 * Returns a status list of a site as a signed credential. Signs it again after a change of a bit or of the key, and before it
 * lapses. Throws `status_list.not_found`.
 */
export async function statusListOf(context: IssuersContext, siteId: number, number: number): Promise<string> {
  const { db, at } = context
  const list = await findList(db, siteId, number)
  if (!list) throw new Problem('status_list.not_found')
  if (list.signed !== null && isCurrent(list, at) && (await isKeyCurrent(context, siteId, list))) return list.signed
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
