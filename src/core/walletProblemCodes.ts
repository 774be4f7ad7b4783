import type { Definition } from './problemDefinition.ts'

export const walletApi = {
  'issuer_signature.invalid': {
    status: 400,
    sentence: 'The signature is not the issuer’s for this certificate, revocation or claim.',
    advice:
      'Sign what `POST /api/v1/certificates/typed_data/` or `POST /api/v1/issuers/typed_data/` returns for the same ' +
      'fields. The message says what the server checked.',
  },
  'document.not_found': {
    status: 400,
    sentence: 'No document with this hash was found on IPFS. Upload it first.',
    wallet: 'ipfs_hash',
  },
  'verification.own': {
    status: 400,
    permanent: true,
    sentence: 'You cannot verify your own certificate. Name another wallet.',
  },
  'verification.duplicate': {
    status: 400,
    permanent: true,
    sentence: 'This attestation was already requested from this verifier.',
  },
  'signature.missing': {
    status: 401,
    sentence: 'Authentication credentials were not provided.',
    advice: 'Sign in or sign the request. [wallet-authors.md](wallet-authors.md) has examples.',
  },
  'signature.invalid': {
    status: 401,
    sentence: 'The signature is not valid for this address and this request.',
    advice: 'The message says what the server checked.',
  },
  'signature.expired': {
    status: 401,
    sentence: 'Auth-Timestamp is more than five minutes away from this server’s clock. Sign again.',
  },
  'signature.replayed': {
    status: 401,
    sentence: 'This Auth-Nonce was already used. Sign each request with a new one.',
  },
  'signature.static': {
    status: 401,
    sentence: 'A signature of the address alone is not sufficient. Sign in or sign the request.',
  },
  'nonce.invalid': {
    status: 401,
    sentence: 'The nonce is unknown, used or older than five minutes. Get a new one.',
  },
  'session.invalid': { status: 401, sentence: 'The session is unknown, expired or revoked. Sign in again.' },
  'certificate.not_holder': {
    status: 401,
    permanent: true,
    sentence: 'Only the holder of the certificate may do this.',
    wallet: 'denied',
  },
  'list.not_holder': { status: 403, sentence: 'Only the holder may list the certificates that it hides.' },
  'certificate.not_issuer': {
    status: 401,
    permanent: true,
    sentence: 'Only the issuer of the certificate may do this.',
    wallet: 'denied',
  },
  'verification.not_party': {
    status: 401,
    permanent: true,
    sentence: 'Only the verifier and the holder may read the attestation.',
    wallet: 'denied',
  },
  'wallet.not_admitted': {
    status: 403,
    sentence: 'The operator of this server admits only certain wallets for this. This wallet is not admitted.',
    advice: 'Ask the operator of the server, who admits wallets with `chancery wallets admit`.',
  },
  'issuer.blocked': {
    status: 403,
    sentence: 'The operator of this server has blocked this wallet as an issuer.',
    advice: 'Ask the operator of the server.',
  },
  'issuer.not_self': { status: 403, permanent: true, sentence: 'Only the wallet itself may withdraw its claim.' },
  'verification.not_found': { status: 404, sentence: 'There is no such attestation.' },
  'certificate.exists': {
    status: 409,
    permanent: true,
    sentence: 'Another certificate has or had this id. Sign a certificate with a new id.',
  },
  'issuer.compromised': {
    status: 409,
    permanent: true,
    sentence: 'The key of this wallet was reported as compromised, so it cannot claim a domain. Use a new wallet.',
  },
  'verification.moved': { status: 409, sentence: 'The state of the attestation does not allow this change.' },
  'document.unchecked': {
    status: 503,
    sentence: 'The IPFS node is unavailable, so the document could not be looked up. Try again later.',
    retryAfter: 5,
  },
  'chain.unavailable': {
    status: 503,
    sentence: 'The Ethereum node is unavailable, so the signature could not be checked. Try again later.',
    retryAfter: 5,
  },
} as const satisfies Record<string, Definition>
