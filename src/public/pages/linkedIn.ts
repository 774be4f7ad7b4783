import { dayAt } from '@chancery/verify/calendarDay'
import { toNumber } from '@chancery/verify/certificateNumber'

/** `organization`: the issuer's id on LinkedIn if it is known, else its name or domain. */
export type LinkedInEntry = {
  name: string
  organization: { id: string } | { name: string }
  issuedAt: Date
  expiresAt: Date | null
  timeZone: string
  publicId: string
  url: string
}

/** Returns the address of LinkedIn's form "Add license or certification", filled in. */
export function linkedInUrl({
  name,
  organization,
  issuedAt,
  expiresAt,
  timeZone,
  publicId,
  url,
}: LinkedInEntry): string {
  const [issueYear = 0, issueMonth = 0] = dayAt(issuedAt, timeZone).split('-').map(Number)
  const [expirationYear = 0, expirationMonth = 0] = expiresAt ? dayAt(expiresAt, timeZone).split('-').map(Number) : []
  const fields = {
    startTask: 'CERTIFICATION_NAME',
    name,
    ...('id' in organization ? { organizationId: organization.id } : { organizationName: organization.name }),
    issueYear,
    issueMonth,
    ...(expiresAt && { expirationYear, expirationMonth }),
    certUrl: url,
    certId: toNumber(publicId),
  }
  return `https://www.linkedin.com/profile/add?${queryOf(fields)}`
}

/** Encodes spaces as %20, because not every site reads + as a space. */
export function queryOf(fields: Record<string, string | number>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value).toWellFormed())}`)
    .join('&')
}
