import { Problem } from '../../../core/problem.ts'
import { isUuid } from '../../../core/publicId.ts'
import { type WalletContext, write } from '../../../core/writeContext.ts'
import type { Database } from '../../../database/client.ts'
import { reveal } from '../reveal.ts'
import { certificateNotFound } from '../service.ts'
import { AT_ONCE, hideCertificate, type ListedCertificates, type Place, readPart } from './queries.ts'

/** Size (characters) at which a page ends before its limit. A certificate can have a hundred thousand. */
const MAX_PAGE = 4_000_000

export type PageRange = { after?: Place | undefined; offset: number; limit: number }

/** `next`: place of the next page; undefined on the last one. */
export type CertificatePage = { json: string; next: Place | undefined }

/** Reads a page of a list as a JSON list. Throws `secrets.unreadable`. */
export async function listCertificates(
  db: Database,
  list: ListedCertificates,
  { limit, ...from }: PageRange,
): Promise<CertificatePage> {
  const entries: string[] = []
  let { after, offset } = from
  let size = 0
  for (let left = limit; left > 0 && size < MAX_PAGE; left -= AT_ONCE) {
    const { json, next } = await readPart(db, list, { after, offset, count: Math.min(AT_ONCE, left) })
    const part = json === null ? '' : reveal(json, db.secrets).slice(1, -1)
    if (part !== '') entries.push(part)
    size += part.length
    after = next
    offset = 0
    if (!next) break
  }
  return { json: `[${entries.join(',')}]`, next: after }
}

/** Hides a certificate from the list of its holder, or shows it again. Changes nothing else. */
export async function setHidden(context: WalletContext, id: string, isHidden: boolean): Promise<void> {
  if (!isUuid(id)) throw certificateNotFound()
  await write(context, async (tx) => {
    if (await hideCertificate(tx, id, context.wallet.id, isHidden)) return
    const exists = await tx.walletCertificate.findUnique({ where: { id }, select: { id: true } })
    throw exists ? new Problem('certificate.not_holder') : certificateNotFound()
  })
}
