import type { z } from 'zod'
import { parseCid } from '../../ipfs/cid.ts'
import type { Certificate, GrantedTo, NewCertificate } from '../../services/certificates.ts'
import type { Wallet } from '../../services/wallets.ts'
import { parseAddress } from '../../wallet/address.ts'
import { type certificate, type newCertificate, readDate } from './schemas.ts'

// Between BDN's names on the wire and ours.

const types: GrantedTo[] = ['learner', 'academy', 'business']

/** What a checked request asks for. */
export function fromWire(body: z.output<typeof newCertificate>): NewCertificate {
  const holder = parseAddress(body.holder_eth_address)
  const cid = parseCid(body.ipfs_hash)
  if (!holder || !cid) throw new Error('The schema of a new certificate let a malformed address or CID through.')
  return {
    holder,
    grantedTo: types[(body.granted_to_type ?? 1) - 1] ?? 'learner',
    institutionTitle: body.institution_title,
    institutionLink: body.institution_link,
    programTitle: body.program_title ?? null,
    certificateTitle: body.certificate_title,
    courseLink: body.course_link ?? null,
    industries: unique(body.industries ?? []),
    skills: unique(body.skills ?? []),
    score: body.score ?? null,
    duration: body.duration ?? null,
    expirationDate: body.expiration_date ? readDate(body.expiration_date) : null,
    document: { cid, hash: body.ipfs_hash },
    checksumHash: body.checksum_hash?.toLowerCase() ?? null,
  }
}

function unique(names: string[]): string[] {
  return [...new Set(names)]
}

/** A certificate as the reader may see it: its checksum is for its holder only. */
export function toWire(row: Certificate, reader: Wallet | null, now: Date): z.output<typeof certificate> {
  return {
    id: row.id,
    holder: row.holderId,
    holder_names: row.holder?.name ?? '',
    holder_eth_address: row.holder?.address ?? null,
    user_eth_address: row.issuer.address,
    granted_to_type: types.indexOf(row.grantedTo) + 1,
    institution_title: row.institutionTitle,
    institution_link: row.institutionLink,
    program_title: row.programTitle,
    certificate_title: row.certificateTitle,
    course_link: row.courseLink,
    industries: row.industries.map(({ industry }) => ({ id: industry.id, name: industry.name })),
    skills: row.skills.map(({ skill }) => ({ id: skill.id, name: skill.name, standardized: skill.standardized })),
    score: row.score,
    duration: row.duration,
    expiration_date: row.expirationDate?.toISOString() ?? null,
    verifications: [],
    ipfs_hash: row.ipfsHash,
    is_expired: row.expirationDate ? row.expirationDate <= now : null,
    ...(reader && reader.id === row.holderId && { checksum: row.checksumHash }),
  }
}
