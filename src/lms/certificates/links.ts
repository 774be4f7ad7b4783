import { toNumber } from '@chancery/verify/certificateNumber'
import { z } from 'zod'
import { insideJson } from '../../core/jsonSql.ts'
import type { CourseCertificate } from '../../database/prisma/client.ts'
import { doc } from '../../http/schemas.ts'

// Public addresses of a certificate: their schema, their values from a row, and their JSON for lists
// (listedCertificate.ts).

const ID = '01a20007-b865-77c5-87d6-e73d12494d08'
const SERVER = 'https://certificates.example.com'

export const linkFields = {
  verificationUrl: z
    .string()
    .meta(doc('URL of the public page, which verifies the certificate', `${SERVER}/verify/${ID}`)),
  publicId: z.uuid().meta(doc('Public ID, as in the URLs', ID)),
  number: z.string().meta(doc('Certificate number: the public ID in a form for people', toNumber(ID))),
  pictureUrl: z
    .string()
    .meta(
      doc('URL of the picture that this server renders, even if `imageUrl` is another', `${SERVER}/images/${ID}-0.png`),
    ),
  pdfUrl: z.string().meta(doc('URL of the PDF that this server renders', `${SERVER}/documents/${ID}-0.pdf`)),
  credentialUrl: z
    .string()
    .meta(doc('URL of the certificate as an Open Badge 3.0', `${SERVER}/verify/${ID}/credential.json`)),
}

export type Links = { [Name in keyof typeof linkFields]: string }

export function linksOf(
  { publicId, revision }: Pick<CourseCertificate, 'publicId' | 'revision'>,
  publicUrl: string,
): Links {
  return {
    verificationUrl: `${publicUrl}/verify/${publicId}`,
    publicId,
    number: toNumber(publicId),
    pictureUrl: pictureUrlOf({ publicId, revision }, publicUrl),
    pdfUrl: `${publicUrl}/documents/${publicId}-${revision}.pdf`,
    credentialUrl: `${publicUrl}/verify/${publicId}/credential.json`,
  }
}

export function pictureUrlOf(
  { publicId, revision }: Pick<CourseCertificate, 'publicId' | 'revision'>,
  publicUrl: string,
): string {
  return `${publicUrl}/images/${publicId}-${revision}.png`
}

/** Begins a certificate in the JSON that PostgreSQL returns. JSON never contains it unescaped. */
const MARK = '\u0001'
const OWN_IMAGE = '1'
const OTHER_IMAGE = '0'

/** SQL of the text that `writeLinks` needs at the beginning of each certificate. Names of time zones need no escapes. */
export const linksSql = `chr(1) || certificate.public_id
  || CASE certificate.image_url WHEN '' THEN '${OWN_IMAGE}' ELSE '${OTHER_IMAGE}' END || certificate.revision || ' '
  || certificate.time_zone || ' '`

/** Tells versions of `writeLinks` apart. */
export const linksShape = beginningOf('', '')

/**
 * Writes the time zone and the links of each certificate, up to the quote that begins `imageUrl`. An image of this server gets its URL too.
 * PostgreSQL would need several times as long.
 */
export function writeLinks(json: string, publicUrl: string): string {
  const url = insideJson(publicUrl)
  const [before = '', ...certificates] = json.split(MARK)
  return certificates.reduce((written, certificate) => written + beginningOf(certificate, url), before)
}

function beginningOf(certificate: string, url: string): string {
  const id = certificate.slice(0, 36)
  const zoneAt = certificate.indexOf(' ', 37) + 1
  const end = certificate.indexOf(' ', zoneAt)
  const timeZone = certificate.slice(zoneAt, end)
  const document = `${id}-${certificate.slice(37, zoneAt - 1)}`
  return (
    `{${timeZone === 'UTC' ? '' : `"timeZone":"${timeZone}",`}"verificationUrl":"${url}/verify/${id}","publicId":"${id}","number":"${toNumber(id)}",` +
    `"pictureUrl":"${url}/images/${document}.png","pdfUrl":"${url}/documents/${document}.pdf","credentialUrl":"${url}/verify/${id}/credential.json",` +
    `"imageUrl":"${certificate[36] === OWN_IMAGE ? url : ''}${certificate.slice(end + 1)}`
  )
}
