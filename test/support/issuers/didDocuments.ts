export const multikey = 'z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
export const otherMultikey = 'z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'

type Fields = Record<string, unknown>

/** Creates a DID document with one verification method, which `assertionMethod` refers to. */
export function didDocument(did: string, method: Fields = {}, document: Fields = {}): Fields {
  const entry = { id: `${did}#key-1`, type: 'Multikey', controller: did, publicKeyMultibase: multikey, ...method }
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: [entry],
    assertionMethod: [entry.id],
    ...document,
  }
}
