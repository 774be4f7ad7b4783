import { toNumber } from '@chancery/verify/certificateNumber'

/** Returns the links that answers contain for a certificate of the server with this public URL. */
export function linksTo(publicUrl: string, publicId: string, revision = 0) {
  return {
    verificationUrl: `${publicUrl}/verify/${publicId}`,
    publicId,
    number: toNumber(publicId),
    pictureUrl: `${publicUrl}/images/${publicId}-${revision}.png`,
    pdfUrl: `${publicUrl}/documents/${publicId}-${revision}.pdf`,
    credentialUrl: `${publicUrl}/verify/${publicId}/credential.json`,
  }
}

/** Returns a certificate as the audit records it. */
export function withoutLinks(certificate: object): Record<string, unknown> {
  const links = ['verificationUrl', 'publicId', 'number', 'pictureUrl', 'pdfUrl', 'credentialUrl']
  return Object.fromEntries(Object.entries(certificate).filter(([name]) => !links.includes(name)))
}
