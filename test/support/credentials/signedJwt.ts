import { generateKeyPairSync, sign } from 'node:crypto'

/** Returns an Open Badge as a JWT (ES256), signed by a did:jwk. */
export function signedJwt({ name }: { name: string }): string {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const did = `did:jwk:${encoded(publicKey.export({ format: 'jwk' }))}`
  const claims = {
    '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'],
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    issuer: { id: did, type: ['Profile'], name: 'An issuer' },
    validFrom: '2026-01-01T00:00:00Z',
    credentialSubject: { type: ['AchievementSubject'], achievement: { type: ['Achievement'], name } },
    iss: did,
    nbf: 1_767_225_600,
  }
  const signed = `${encoded({ alg: 'ES256', kid: `${did}#0` })}.${encoded(claims)}`
  const signature = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${signed}.${signature.toString('base64url')}`
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
